"""Taking back what somebody did: what becomes of each gesture, and why some cannot be taken back."""

from app.vocabulary.labels import Labelled


class TakenBack(Labelled):
    """What taking back one gesture does."""

    ROLE_RETURNED = "role_returned", "Le rôle retiré est rendu", "The role that was taken is given back"
    RIGHT_RETURNED = "right_returned", "Le droit retiré est rendu", "The right that was taken is given back"
    END_RESTORED = "end_restored", "L'échéance d'avant est remise", "The earlier end is put back"
    ADDRESS_RESTORED = "address_restored", "L'adresse d'avant est remise", "The earlier address is put back"
    MANDATE_PROPOSED = (
        "mandate_proposed",
        "Le mandat terminé est proposé de nouveau au cabinet",
        "The mandate that was ended is proposed to the firm again",
    )
    INVITATION_SENT = (
        "invitation_sent",
        "L'invitation annulée est envoyée de nouveau",
        "The invitation that was cancelled is sent again",
    )
    DESIGNATION_PROPOSED = (
        "designation_proposed",
        "La personne est désignée de nouveau; elle doit accepter",
        "The person is designated again, and must accept",
    )
    RIGHT_ENDED = "right_ended", "Le droit accordé prend fin", "The right that was granted ends"
    ROLE_ENDED = "role_ended", "Le rôle confié prend fin", "The role that was given ends"
    INVITATION_CANCELLED = "invitation_cancelled", "L'invitation est annulée", "The invitation is cancelled"
    ABSENCE_CANCELLED = "absence_cancelled", "Le remplacement prend fin", "The standing in ends"
    MANDATE_ENDED = "mandate_ended", "Le mandat prend fin", "The mandate ends"
    DESIGNATION_ENDED = "designation_ended", "La désignation prend fin", "The designation ends"
    NOTHING = "nothing", "Geste à refaire vous-même, s'il le faut", "Gesture to make again yourself, if needed"


class NotTakenBack(Labelled):
    """Why a gesture stays as it is."""

    CHANGED_SINCE = (
        "changed_since",
        "Une autre personne, ou le registre, l'a changé depuis.",
        "Another person, or the registry, has changed it since.",
    )
    LEFT = "left", "La personne a quitté cet espace depuis.", "The person has left this space since."
    YOURSELF = "yourself", "Cela vous concerne : une autre personne doit le faire.", "It concerns you: another must."
    PROFESSIONAL = (
        "professional",
        "La personne est désignée comme professionnelle ou professionnel de la santé.",
        "The person is designated as a health professional.",
    )
    OVER = "over", "L'échéance est passée.", "Its end has passed."
    NOBODY_ANSWERS = (
        "nobody_answers",
        "Plus personne n'administre ce cabinet : proposez le mandat vous-même, en invitant quelqu'un.",
        "Nobody administers this firm any more: propose the mandate yourself, and invite somebody.",
    )
    THEIRS_ALONE = (
        "theirs_alone",
        "Seule cette personne peut changer son adresse, ou la remettre par le lien reçu à l'ancienne.",
        "Only this person can change their address, or put it back by the link received at the old one.",
    )
    ELSEWHERE = (
        "elsewhere",
        "Ce geste ne se reprend pas d'ici. Refaites le geste contraire à sa propre page, s'il le faut.",
        "This gesture is not taken back from here. Make the opposite one on its own page, if needed.",
    )
