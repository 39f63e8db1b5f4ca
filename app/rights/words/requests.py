"""A right that somebody asks for: where the asking stands, and what keeps somebody from asking."""

from app.vocabulary import delays
from app.vocabulary.labels import Labelled


class RequestState(Labelled):
    """Where a request for a right stands. Only a draft and a pending one can still change."""

    DRAFT = "draft", "Brouillon", "Draft"
    PENDING = "pending", "En attente de réponse", "Awaiting an answer"
    GRANTED = "granted", "Accordée", "Granted"
    REFUSED = "refused", "Refusée", "Refused"
    WITHDRAWN = "withdrawn", "Retirée", "Withdrawn"
    EXPIRED = (
        "expired",
        f"Sans réponse après {delays.ACCESS_REQUEST.days} jours",
        f"Unanswered after {delays.ACCESS_REQUEST.days} days",
    )


#: A person has one of these at most, for one service of one employer.
OPEN_REQUESTS = frozenset({RequestState.DRAFT, RequestState.PENDING})


class AskingProblem(Labelled):
    """Why asking would lead nowhere: each label is the sentence that is read."""

    AUTOMATIC = (
        "automatic",
        "Votre rôle vous donne déjà tous les services : il n'y a rien à demander.",
        "Your role already gives you every service: there is nothing to ask for.",
    )
    HELD = "held", "Vous avez déjà ce droit.", "You already have this right."
    NO_ROLE = (
        "no_role",
        "Vous n'avez pas de rôle dans cet espace : votre employeur doit d'abord vous y inscrire.",
        "You have no role in this space: your employer must first enrol you there.",
    )
    HEALTH_PROFESSIONAL = (
        "health_professional",
        "La professionnelle ou le professionnel de la santé désigné ne reçoit aucun droit d'accès à ces services.",
        "The designated health professional receives no right of access to these services.",
    )
    BY_MANDATE = (
        "by_mandate",
        "Vous agissez pour un cabinet : c'est le mandat que l'employeur lui a donné qui fixe les services.",
        "You act for a firm: the mandate that the employer gave the firm sets the services.",
    )
    NOT_GRANTABLE = (
        "not_grantable",
        "Personne ne peut accorder ce droit dans l'espace où vous êtes.",
        "Nobody can grant this right in the space where you are.",
    )
