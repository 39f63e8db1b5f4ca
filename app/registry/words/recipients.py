"""Where a paper recipient stands: may they read on screen what would no longer come by post?"""

from app.vocabulary.labels import Labelled


class RecipientState(Labelled):
    """Enrolled: holds the right to read. Invited: will hold it on accepting an invitation, and cannot read before."""

    ENROLLED = "enrolled", "Inscrite", "Enrolled"
    INVITED = "invited", "Invitée", "Invited"
    NOT_ENROLLED = "not_enrolled", "Non inscrite", "Not enrolled"
