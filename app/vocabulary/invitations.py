"""Invitations to come in: what for, and where each stands."""

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
    EXPIRED = "expired", "Expirée après 7 jours", "Expired after 7 days"
