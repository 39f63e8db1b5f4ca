"""Why a date or a prior notice is not recorded (each label is read as it is), and what an employer still lacks."""

from app.vocabulary import delays
from app.vocabulary.labels import Labelled


class WithdrawalRefusal(Labelled):
    """A reason to record nothing."""

    PAST_DAY = (
        "past_day",
        "Le retrait du papier ne peut pas être fixé à un jour passé.",
        "Paper withdrawal cannot be set to a past day.",
    )
    TOO_SOON = (
        "too_soon",
        (
            f"Ce jour est trop proche : il faut {delays.PRIOR_NOTICE.days} jours depuis le préavis ou, si aucun n'est "
            "au dossier, depuis aujourd'hui."
        ),
        (
            f"This day is too near: {delays.PRIOR_NOTICE.days} days are needed from the prior notice or, if none is on "
            "record, from today."
        ),
    )
    ALREADY_EFFECTIVE = (
        "already_effective",
        "Le papier est déjà retiré pour cet employeur : seul un retour au papier est possible.",
        "Paper is already withdrawn for this employer: only a return to paper is possible.",
    )
    NOT_EFFECTIVE = (
        "not_effective",
        "Le papier n'est pas retiré pour cet employeur : il n'y a pas à y revenir.",
        "Paper is not withdrawn for this employer: there is nothing to return from.",
    )
    NOBODY_MOVES = (
        "nobody_moves",
        "Cela ne changerait la date d'aucun employeur de la cohorte.",
        "This would change the date of no employer of the cohort.",
    )
    SAME_DAY = (
        "same_day",
        "C'est déjà la date au dossier. Choisissez un autre jour.",
        "This is already the date on record. Choose another day.",
    )
    NO_DATE = (
        "no_date",
        "Il n'y a aucune date à annuler.",
        "There is no date to cancel.",
    )
    FUTURE_NOTICE = (
        "future_notice",
        "Un préavis se consigne une fois donné : ce jour n'est pas encore venu.",
        "A prior notice is recorded once given: that day has not come yet.",
    )
    KNOWN_NOTICE = (
        "known_notice",
        "Un préavis donné ce jour-là est déjà au dossier.",
        "A prior notice given that day is already on record.",
    )
    CHANGED = (
        "changed",
        "Ce dossier a changé depuis le calcul de l'effet. Rien n'a été enregistré : voici le nouvel effet.",
        "This record has changed since the effect was worked out. Nothing was recorded: see the new effect.",
    )


class Left(Labelled):
    """Why the date of a cohort leaves one of its employers as it is."""

    OWN = (
        "own",
        "Ont une décision plus précise, qui l'emporte",
        "Have a more specific decision, which wins",
    )
    EFFECTIVE = "effective", "Papier déjà retiré", "Paper already withdrawn"
    SAME = "same", "Déjà ainsi", "Already so"


class ListProblem(Labelled):
    """Why a line of a list of employers is not taken."""

    MALFORMED = "malformed", "Ce n'est pas un NEQ : il a dix chiffres.", "This is not a NEQ: it has ten digits."
    TWICE = "twice", "Ce NEQ est déjà plus haut dans la liste.", "This NEQ already stands above in the list."
    UNKNOWN = "unknown", "Aucun employeur n'a ce NEQ.", "No employer has this NEQ."
    TAKEN = "taken", "Cet employeur est déjà d'une autre cohorte.", "This employer is already in another cohort."


class CohortRefusal(Labelled):
    """Why a cohort is not recorded."""

    WRONG = (
        "wrong",
        "Rien n'a été enregistré : corrigez les lignes nommées, puis lisez de nouveau toute la liste.",
        "Nothing was recorded: correct the lines that are named, then read the whole list again.",
    )
    EMPTY = "empty", "Nommez au moins un employeur.", "Name at least one employer."
    TOO_MANY = "too_many", "Cette liste est trop longue pour une cohorte.", "This list is too long for a cohort."
    FROZEN = (
        "frozen",
        "Cette cohorte ne change plus : une date a été approuvée pour elle, ou attend une réponse.",
        "This cohort no longer changes: a date was approved for it, or awaits an answer.",
    )
    CHANGED = (
        "changed",
        "Cette cohorte a changé entre-temps. Rien n'a été enregistré : relisez la liste.",
        "This cohort has changed in the meantime. Nothing was recorded: read the list again.",
    )
    EVERYBODY = (
        "everybody",
        "La cohorte de tous les employeurs existe déjà.",
        "The cohort of all employers already exists.",
    )


class Size(Labelled):
    """How large an employer is, by the people who hold a role there."""

    SMALL = "small", "4 au plus", "4 at most"
    MIDDLE = "middle", "De 5 à 49", "From 5 to 49"
    LARGE = "large", "50 ou plus", "50 or more"


#: The fewest and the most people of each size.
SIZES: dict[Size, tuple[int, int | None]] = {Size.SMALL: (0, 4), Size.MIDDLE: (5, 49), Size.LARGE: (50, None)}


class Lack(Labelled):
    """What an employer still lacks to read on screen the day paper is withdrawn."""

    GRANTER = "granter", "Personne qui accorde les droits", "Somebody who grants rights"
    READER = "reader", "Personne à aviser à l'écran", "Somebody to notify on screen"
    RECIPIENTS = "recipients", "Personnes qui reçoivent du papier", "People who receive paper"
    ADDRESS = "address", "Adresse au dossier", "Address on record"


class Wanted(Labelled):
    """Which employers a list of readiness keeps; those that lack something are named as what they lack."""

    READY = "ready", "Prêts", "Ready"
    UNREADY = "unready", "Pas encore prêts", "Not ready yet"
    NO_GRANTER = Lack.GRANTER.value, "Sans personne active qui accorde", "Without an active granter"
    NO_READER = Lack.READER.value, "Sans personne à aviser à l'écran", "Nobody to notify on screen"
    FORGOTTEN = Lack.RECIPIENTS.value, "Avec des personnes non inscrites", "With people not enrolled"
    NO_ADDRESS = Lack.ADDRESS.value, "Adresse au dossier incomplète", "Incomplete address on record"


class SimulationState(Labelled):
    """Where a simulation stands that a worker plays."""

    QUEUED = "queued", "En attente", "Waiting"
    PLAYING = "playing", "En cours", "Under way"
    PLAYED = "played", "Terminée", "Done"
    STOPPED = "stopped", "Arrêtée", "Stopped"
    FAILED = "failed", "Échouée", "Failed"


class SimulationPart(Labelled):
    """What is played: what was, and what is expected."""

    REPLAYED = (
        "replayed",
        "La dernière année, comme si le papier avait été retiré tout ce temps",
        "The last year, as if paper had been withdrawn all that time",
    )
    EXPECTED = (
        "expected",
        "Le trimestre qui suit le retrait, avec autant d'avis que le dernier",
        "The quarter after the withdrawal, with as many notices as in the last one",
    )
