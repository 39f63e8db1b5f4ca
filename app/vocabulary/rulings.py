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


class AccessChange(Labelled):
    """What would change an answer, in the order in which it would be tried."""

    OPEN_ACCOUNT = "open_account", "Ouvrir un compte", "Open an account"
    REGISTER = "register", "Inscrire la personne", "Register the person"
    GRANT = "grant", "Accorder le droit", "Grant the right"
    WAIT = "wait", "Attendre l'ouverture des services", "Wait for the services to open"
    GIVE_PRIOR_NOTICE = "give_prior_notice", "Consigner le préavis", "Record the prior notice"
    WITHDRAW_PAPER = "withdraw_paper", "Retirer le papier", "Withdraw paper"
    SIGN_IN_ELSEWHERE = "sign_in_elsewhere", "Ouvrir une session ailleurs", "Sign in elsewhere"
    SIGN_IN_FOR_EMPLOYER = "sign_in_for_employer", "Ouvrir une session pour l'employeur", "Sign in for the employer"
    SIGN_IN_FOR_FIRM = "sign_in_for_firm", "Ouvrir une session pour le cabinet", "Sign in for the firm"
    DESIGNATE = "designate", "Désigner la personne", "Designate the person"


class OpeningReason(Labelled):
    """What a paper's own nature says of who may open it on screen."""

    NOT_DEPOSITED_YET = "not_deposited_yet", "Pas encore déposé", "Not deposited yet"
    NO_ELECTRONIC_COPY = "no_electronic_copy", "Aucune copie électronique", "No electronic copy"
    NOT_CONCERNED = "not_concerned", "Employeur non concerné", "Employer not concerned"
    NOT_DESIGNATED = "not_designated", "Personne non désignée", "Person not designated"
    NOT_VOUCHED = "not_vouched", "Désignation à confirmer", "Designation to be confirmed"
    EMPLOYER_SIDE = "employer_side", "Document de l'employeur", "Document of the employer's side"
    DESIGNATED = "designated", "Personne désignée", "Designated person"


class Link(Labelled):
    """A link of the chain that leads to an answer."""

    ACCOUNT = "account", "L'employeur a un compte ce jour-là", "The employer has an account on that day"
    ROLE = "role", "Rôle", "Role"
    RIGHT = "right", "Droit", "Right"
    SERVICE = "service", "Service ouvert", "Service open"
    PAPER = "paper", "Document", "Document"
    DESIGNATION = "designation", "Désignation", "Designation"


#: Codes that carry a permission; every other code is an obstacle.
OPENING_SUPPORTS = frozenset({OpeningReason.EMPLOYER_SIDE, OpeningReason.DESIGNATED})
ACCESS_SUPPORTS = frozenset({AccessReason.AUTOMATIC, AccessReason.GRANTED, AccessReason.MESSAGING_ACCOUNT})
