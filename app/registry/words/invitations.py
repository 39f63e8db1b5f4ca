"""Invitations to come in: what for, and where each stands."""

from app.vocabulary import delays
from app.vocabulary.labels import Labelled


class InvitationPurpose(Labelled):
    """What accepting makes of the person."""

    USER = "user", "Utiliser les services en ligne", "Use the online services"
    HEALTH_PROFESSIONAL = (
        "health_professional",
        "Recevoir les papiers médicaux et de réadaptation physique",
        "Receive the medical and physical rehabilitation papers",
    )
    FIRM_ADMINISTRATOR = "firm_administrator", "Administrer un cabinet", "Administer a firm"
    FIRM_STAFF = "firm_staff", "Travailler pour un cabinet", "Work for a firm"


class InvitationState(Labelled):
    """Where an invitation stands."""

    SENT = "sent", "Envoyée", "Sent"
    ACCEPTED = "accepted", "Acceptée", "Accepted"
    REFUSED = "refused", "Refusée", "Declined"
    CANCELLED = "cancelled", "Annulée", "Cancelled"
    EXPIRED = (
        "expired",
        f"Expirée après {delays.INVITATION_LINK.days} jours",
        f"Expired after {delays.INVITATION_LINK.days} days",
    )


class InvitationOutcome(Labelled):
    """What became of an invitation, as whoever sent it is told."""

    ACCEPTED = "accepted", "Acceptée", "Accepted"
    ACCEPTED_WITHOUT_RIGHT = "accepted_without_right", "Acceptée, droit déjà fini", "Accepted, right already ended"
    REFUSED = "refused", "Refusée", "Declined"
    EXPIRED = "expired", "Expirée", "Expired"
    STOPPED = "stopped", "Empêchée par les règles", "Prevented by the rules"


class InvitationProblem(Labelled):
    """Why an invitation cannot be accepted: each label is the sentence that is read."""

    NOT_YOURS = (
        "not_yours",
        "Le compte avec lequel vous êtes entré a une autre adresse que celle de l'invitation.",
        "The account you signed in with has another address than the invitation's.",
    )
    ANOTHER_NAME = (
        "another_name",
        "Le compte avec lequel vous êtes entré porte un autre nom que celui de la personne invitée.",
        "The account you signed in with bears another name than the invited person.",
    )
    ANOTHER_ORGANISATION = (
        "another_organisation",
        "Votre compte clicSÉQUR-Entreprises n'est pas rattaché à l'organisation qui vous invite.",
        "Your clicSÉQUR-Entreprises account is not attached to the organisation that invites you.",
    )
    CONFIRM_FIRST = (
        "confirm_first",
        "Une personne est déjà inscrite avec l'adresse de votre compte.",
        "Somebody is already enrolled with the address of your account.",
    )
    ADDRESS_KNOWN = (
        "address_known",
        "Depuis l'envoi, une autre personne a été inscrite avec cette adresse.",
        "Since it was sent, another person was enrolled with this address.",
    )
    NOBODY_GRANTS = (
        "nobody_grants",
        "La personne qui vous a invité ne peut plus accorder ces droits.",
        "The person who invited you can no longer grant these rights.",
    )
    IS_PROFESSIONAL = (
        "is_professional",
        "Cet employeur vous a désigné pour ses papiers médicaux : ce rôle ne se combine avec aucun autre.",
        "This employer designated you for its medical papers: this role combines with no other.",
    )
    IS_OF_THE_EMPLOYER = (
        "is_of_the_employer",
        "Cette adresse, ou ce compte, est d'une personne de cet employeur : qui lit les papiers médicaux n'en est pas.",
        "This address, or this account, is that of a person of this employer: whoever reads medical papers is not.",
    )
    ALREADY_DESIGNATED = (
        "already_designated",
        "Cet employeur vous désigne déjà pour ses papiers médicaux : cette invitation n'y ajoute rien.",
        "This employer already designates you for its medical papers: this invitation adds nothing to that.",
    )
    ALREADY_SETTLED = (
        "already_settled",
        "Cette invitation n'attend plus de réponse.",
        "This invitation no longer awaits an answer.",
    )
