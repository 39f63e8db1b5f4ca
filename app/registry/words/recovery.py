"""What the Commission's staff does when somebody cannot come in, or must no longer: a gesture, and its reason.

Reasons are chosen, never typed: they are told by e-mail, where no worker is named.
"""

from app.vocabulary.labels import Labelled


class Recovery(Labelled):
    """One gesture, said as what was done."""

    SESSIONS_CLOSED = "sessions_closed", "Vos sessions ouvertes ont été fermées", "Your open sessions were closed"
    WAYS_IN_CLOSED = (
        "ways_in_closed",
        "Vos sessions ont été fermées, et vos navigateurs ne sont plus reconnus",
        "Your sessions were closed, and your browsers are not known any more",
    )
    STAFF_SESSIONS_CLOSED = (
        "staff_sessions_closed",
        "Vos sessions de membre du personnel ont été fermées",
        "Your sessions as a member of the staff were closed",
    )
    CODE_UNLOCKED = (
        "code_unlocked",
        "Votre code d'utilisateur a été débloqué",
        "Your user code was unlocked",
    )
    STAFF_REMOVED = (
        "staff_removed",
        "Votre accès de membre du personnel a été retiré",
        "Your access as a member of the staff was taken away",
    )


class RecoveryReason(Labelled):
    """Why."""

    ASKED = "asked", "La personne l'a demandé", "The person asked for it"
    LOST_DEVICE = "lost_device", "Un appareil est perdu ou volé", "A device is lost or stolen"
    SUSPECTED = "suspected", "Le compte semble servir à quelqu'un d'autre", "Somebody else seems to use the account"
    STRANGER = "stranger", "Quelqu'un d'autre a essayé d'entrer", "Somebody else tried to come in"
    LEFT_OFFICE = "left_office", "Les fonctions ont pris fin ou ont changé", "The duties have ended or changed"

    @property
    def closes_ways_in(self) -> bool:
        """Whether somebody else may hold what lets the person in: then it must let nobody in any more."""
        return self in (RecoveryReason.LOST_DEVICE, RecoveryReason.SUSPECTED)
