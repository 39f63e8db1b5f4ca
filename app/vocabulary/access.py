"""What keeps a right from being given, changed or taken back: each label is the sentence that is read."""

from app.vocabulary.labels import Labelled


class AccessProblem(Labelled):
    """Why the portal declines, beside what the rules of granting refuse."""

    NO_SERVICE = "no_service", "Choisissez au moins un service.", "Choose at least one service."
    ENDS_TOO_SOON = (
        "ends_too_soon",
        "Le dernier jour du droit ne peut pas être passé.",
        "The last day of the right cannot be in the past.",
    )
    ENDS_TOO_LATE = (
        "ends_too_late",
        "Le dernier jour du droit est trop éloigné.",
        "The last day of the right is too far away.",
    )
    HEALTH_PROFESSIONAL = (
        "health_professional",
        "La professionnelle ou le professionnel de la santé désigné ne reçoit aucun droit d'accès à ces services.",
        "The designated health professional receives no right of access to these services.",
    )
    AUTOMATIC = (
        "automatic",
        "Cette personne a déjà un accès automatique à tous les services : il n'y a rien à lui accorder.",
        "This person already has automatic access to every service: there is nothing to grant.",
    )
    RIGHT_ENDED = (
        "right_ended",
        "Ce droit n'est plus en vigueur : il n'y a pas d'échéance à changer.",
        "This right is no longer in force: there is no end to change.",
    )
    EMAIL_KNOWN = (
        "email_known",
        "Cette adresse de courriel est déjà celle d'une personne de votre employeur.",
        "This e-mail address is already that of a person of your employer.",
    )
    LAST_GRANTER = (
        "last_granter",
        "Cette personne est la dernière à accorder les droits dans cet espace. On peut la remplacer, pas la retirer.",
        "This person is the last to grant rights in this space. They can be replaced, not removed.",
    )
