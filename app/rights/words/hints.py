"""What the use of a right suggests about it."""

from app.vocabulary.labels import Labelled


class HintKind(Labelled):
    """Why a right is perhaps more than a person needs."""

    NEVER_USED = "never_used", "Jamais utilisé depuis un an", "Not used for a year"
    ONE_CATEGORY = "one_category", "Utilisé pour une seule catégorie", "Used for one category only"
