"""A right that somebody asks for: where the asking stands."""

from app.vocabulary.labels import Labelled


class RequestState(Labelled):
    """Where a request for a right stands. Only a draft and a pending one can still change."""

    DRAFT = "draft", "Brouillon", "Draft"
    PENDING = "pending", "En attente de réponse", "Awaiting an answer"
    GRANTED = "granted", "Accordée", "Granted"
    REFUSED = "refused", "Refusée", "Refused"
    WITHDRAWN = "withdrawn", "Retirée", "Withdrawn"
    EXPIRED = "expired", "Sans réponse après 30 jours", "Unanswered after 30 days"


#: A person has one of these at most, for one service of one employer.
OPEN_REQUESTS = frozenset({RequestState.DRAFT, RequestState.PENDING})
