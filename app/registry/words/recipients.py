"""Where a paper recipient stands: may they read on screen what would no longer come by post?"""

from app.vocabulary.labels import Labelled


class RecipientState(Labelled):
    """Enrolled: holds the right to read. Invited: will hold it on accepting an invitation, and cannot read before."""

    ENROLLED = "enrolled", "Inscription faite", "Enrolled"
    INVITED = "invited", "Invitation envoyée", "Invited"
    NOT_ENROLLED = "not_enrolled", "Pas d'inscription", "Not enrolled"
