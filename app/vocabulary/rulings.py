"""Why a right or an access is refused or given: the codes that the rules answer with (domain reference, section 3)."""

from app.vocabulary.labels import Labelled


class AccessReason(Labelled):
    """What stands in the way of using an online service, or what the permission rests on."""

    ACCOUNT_NOT_ACTIVE = "account_not_active", "Compte inactif", "Account not active"
    EMPLOYER_SERVICES_ONLY_FOR_EMPLOYER_SIDE = (
        "employer_services_only_for_employer_side",
        "Services réservés à l'employeur",
        "Services for the employer side only",
    )
    MESSAGING_ONLY = "messaging_only", "Messagerie seulement", "Messaging only"
    SERVICE_NOT_OPEN_YET = "service_not_open_yet", "Service pas encore ouvert", "Service not open yet"
    AWAITING_PAPER_WITHDRAWAL = (
        "awaiting_paper_withdrawal",
        "En attente du retrait du papier",
        "Awaiting paper withdrawal",
    )
    NO_RIGHT = "no_right", "Aucun droit d'accès", "No right of access"
    AUTOMATIC = "automatic", "Accès automatique", "Automatic access"
    GRANTED = "granted", "Droit accordé", "Granted right"
    MESSAGING_ACCOUNT = "messaging_account", "Compte de messagerie", "Messaging account"


class GrantingReason(Labelled):
    """What stands in the way of granting a right, or what the permission rests on."""

    GRANTING_NOT_OPEN = "granting_not_open", "Attribution pas encore ouverte", "Granting not open yet"
    NOT_A_GRANTER = "not_a_granter", "Ne peut pas accorder de droits", "May not grant rights"
    OTHER_SPACE = "other_space", "Autre espace", "Another space"
    NOT_GRANTABLE = "not_grantable", "Aucun droit à accorder", "No right to grant"
    ACCOUNT_NOT_ACTIVE = "account_not_active", "Compte inactif", "Account not active"
    GRANTER = "granter", "Peut accorder", "May grant"


#: Codes that carry a permission; every other code is an obstacle.
ACCESS_SUPPORTS = frozenset({AccessReason.AUTOMATIC, AccessReason.GRANTED, AccessReason.MESSAGING_ACCOUNT})
