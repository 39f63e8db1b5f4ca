"""The review of rights: why one is held, and what is decided of each right."""

from app.vocabulary.labels import Labelled


class ReviewCause(Labelled):
    """Why the rights are reviewed."""

    YEARLY = "yearly", "Une fois par année", "Once a year"
    CHANGED_RIGHTS = "changed_rights", "Des droits ont été modifiés", "Rights were changed"
    CHANGED_MEANING = (
        "changed_meaning",
        "Ce que les droits permettent a changé",
        "What the rights allow has changed",
    )


class ReviewState(Labelled):
    """Where a review stands."""

    OPEN = "open", "En cours", "Under way"
    ATTESTED = "attested", "Attestée", "Attested"


class ReviewChoice(Labelled):
    """What is decided of one right."""

    KEEP = "keep", "Garder", "Keep"
    CHANGE = "change", "Changer l'échéance", "Change the end"
    END = "end", "Mettre fin", "End"
