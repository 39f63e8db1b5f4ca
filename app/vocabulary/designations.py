"""The designation of a health professional: where it stands."""

from app.vocabulary.labels import Labelled


class DesignationState(Labelled):
    """Where a designation stands. Only an accepted one lets anybody read, and makes a membership."""

    PROPOSED = "proposed", "En attente de son acceptation", "Awaiting acceptance"
    ACCEPTED = "accepted", "Acceptée", "Accepted"
    REFUSED = "refused", "Refusée", "Declined"
    ENDED = "ended", "Terminée", "Ended"
