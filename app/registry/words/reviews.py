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


class ReviewProblem(Labelled):
    """Why a choice cannot be made of a right."""

    OWN_RIGHT = (
        "own_right",
        "Vous ne pouvez que garder vos propres droits. Une autre personne qui accorde les droits peut en décider.",
        "You can only keep your own rights. Another person who grants rights can decide of them.",
    )
    AUTOMATIC = (
        "automatic",
        "Un accès automatique vient du rôle : gardez-le, ou remplacez la personne à partir de sa page.",
        "Automatic access comes with the role: keep it, or replace the person from their page.",
    )
    DERIVED = (
        "derived",
        "Ce droit prend fin avec le mandat ou le remplacement dont il vient : c'est là que sa fin se change.",
        "This right ends with the mandate or the standing in that it comes from: its end is changed there.",
    )
    ENDED = (
        "ended",
        "Ce droit a déjà pris fin : il reste seulement à en prendre acte.",
        "This right has already ended: it only remains to take note of it.",
    )
