"""Notices: what causes them, by which channel they go, to whom, and in which state each sending is."""

from app.vocabulary.labels import Labelled


class NoticeEvent(Labelled):
    """What happened that someone must be told (001, item 4 of the clicSÉQUR column)."""

    DOCUMENT = "document", "Document déposé", "Document deposited"
    DECISION = "decision", "Décision déposée", "Decision deposited"
    IMPUTATION = "imputation", "Dossier imputé", "File imputed"


class Channel(Labelled):
    """How a notice goes. `HELD` waits for somebody or an address, always with an alert."""

    ELECTRONIC = "electronic", "À l'écran", "On screen"
    POST = "post", "Par la poste", "By post"
    HELD = "held", "Retenu", "Held"


class RecipientKind(Labelled):
    """Who a dispatch is for."""

    PERSON = "person", "Personne inscrite", "Enrolled person"
    PAPER_RECIPIENT = "paper_recipient", "Personne qui reçoit du papier", "Paper recipient"
    EMPLOYER = "employer", "Employeur", "Employer"
    NONE = "none", "Personne pour l'instant", "Nobody yet"


class DispatchState(Labelled):
    """Where one sending stands. Accepted by the mail server, or written into a batch: never "delivered"."""

    WAITING = "waiting", "En attente d'envoi", "Waiting to be sent"
    SENT = "sent", "Accepté par le serveur de courriel", "Accepted by the mail server"
    WRITTEN = "written", "Lettre versée au lot", "Letter written into its batch"
    HELD = "held", "Retenu", "Held"
    FAILED = "failed", "Échec", "Failed"
    RELEASED = "released", "Libéré", "Released"
    STOPPED = "stopped", "Arrêté : document retiré", "Stopped: document taken back"


#: States of a sending that reached somebody, or still may.
REACHING = frozenset({DispatchState.WAITING, DispatchState.SENT, DispatchState.WRITTEN})


class AlertCode(Labelled):
    """What somebody must look at before a notice can reach anyone."""

    NO_HEALTH_PROFESSIONAL = (
        "no_health_professional",
        "Aucune désignation confirmée d'une professionnelle ou d'un professionnel de la santé",
        "No confirmed designation of a health professional",
    )
    PRIOR_NOTICE_MISSING = "prior_notice_missing", "Aucun préavis au dossier", "No prior notice on record"
    NO_READER = "no_reader", "Personne ne peut lire à l'écran", "Nobody may read on screen"
    NO_USABLE_ADDRESS = "no_usable_address", "Aucune adresse postale utilisable", "No usable postal address"
    RECIPIENT_WITHOUT_ADDRESS = (
        "recipient_without_address",
        "Une personne qui reçoit du papier n'a pas d'adresse utilisable",
        "A paper recipient has no usable address",
    )
    READER_WITHOUT_EMAIL = (
        "reader_without_email",
        "Une personne avisée n'a pas d'adresse de courriel",
        "A person to be told has no e-mail address",
    )
    EMAIL_REFUSED = "email_refused", "Une adresse de courriel a été refusée", "An e-mail address was refused"
    EMAIL_NOT_SENT = "email_not_sent", "Un courriel n'a pas pu partir", "An e-mail could not leave"
    LETTER_NOT_WRITTEN = "letter_not_written", "Une lettre n'a pas pu être écrite", "A letter could not be written"
    ADDRESS_NOT_PRINTABLE = (
        "address_not_printable",
        "Une adresse ne tient pas dans la fenêtre de l'enveloppe",
        "An address does not fit the window of the envelope",
    )
    LETTER_RETURNED = "letter_returned", "Une lettre est revenue par la poste", "A letter came back by post"


#: What keeps a notice, or one recipient of it, from leaving: it goes out by itself once the cause is gone.
HOLDING_ALERTS = frozenset(
    {
        AlertCode.NO_HEALTH_PROFESSIONAL,
        AlertCode.NO_USABLE_ADDRESS,
        AlertCode.READER_WITHOUT_EMAIL,
        AlertCode.ADDRESS_NOT_PRINTABLE,
        AlertCode.LETTER_RETURNED,
    }
)
