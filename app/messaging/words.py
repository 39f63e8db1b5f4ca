"""The words of the messaging: sides, turns, subjects, kinds of messages, reasons to seal one."""

from enum import StrEnum

from app.vocabulary.labels import Labelled

#: The most signs that a message holds.
LONGEST_MESSAGE = 10_000
#: The desk of what no regional office answers.
CENTRAL_DESK = "Bureau central"


class Side(StrEnum):
    """Who writes: the Commission, or the party that it writes with."""

    PARTY = "party"
    COMMISSION = "commission"


class Turn(Labelled):
    """Whose turn it is, as the party reads it; the code is what the database keeps."""

    PARTY = "party", "À nous", "Ours to answer"
    COMMISSION = "commission", "À la Commission", "The Commission's to answer"
    CLOSED = "closed", "Fermés", "Closed"


class DeskTurn(Labelled):
    """The same, as the Commission reads it."""

    COMMISSION = "commission", "À nous", "Ours to answer"
    PARTY = "party", "À l'employeur", "The employer's to answer"
    CLOSED = "closed", "Fermés", "Closed"


class ThreadKind(Labelled):
    """What a thread is about: nothing of a worker, one compensation file, or one request that was filed."""

    GENERAL = "general", "Question générale", "General question"
    FILE = "file", "À propos d'un dossier", "About a file"
    REQUEST = "request", "À propos d'une demande", "About a request"


class Subject(Labelled):
    """The subject of a thread, picked and never typed: none says anything about anybody."""

    ACCESS = "access", "Accès et services en ligne", "Access and online services"
    ADDRESS = "address", "Coordonnées de l'entreprise", "Contact details of the enterprise"
    PAPER = "paper", "Courrier et documents", "Mail and documents"
    PAYMENT = "payment", "Paiement et dépôt direct", "Payment and direct deposit"
    OTHER = "other", "Autre question", "Another question"
    PROGRESS = "progress", "Suite du dossier", "Progress of the file"
    ASSIGNMENT = "assignment", "Assignation temporaire", "Temporary assignment"
    RETURN = "return", "Retour au travail", "Return to work"
    DECISION = "decision", "Décision reçue", "Decision received"
    REIMBURSEMENT = "reimbursement", "Remboursement", "Reimbursement"
    OTHER_OF_FILE = "other_of_file", "Autre question sur le dossier", "Another question about the file"
    REQUEST_QUESTION = "request_question", "Question de la Commission", "Question from the Commission"
    REQUEST_PROGRESS = "request_progress", "Suite de la demande", "Progress of the request"
    REQUEST_DETAIL = "request_detail", "Précision sur la demande", "A detail of the request"
    OTHER_OF_REQUEST = "other_of_request", "Autre question sur la demande", "Another question about the request"


SUBJECTS: dict[ThreadKind, tuple[Subject, ...]] = {
    ThreadKind.GENERAL: (Subject.ACCESS, Subject.ADDRESS, Subject.PAPER, Subject.PAYMENT, Subject.OTHER),
    ThreadKind.FILE: (
        Subject.PROGRESS,
        Subject.ASSIGNMENT,
        Subject.RETURN,
        Subject.DECISION,
        Subject.REIMBURSEMENT,
        Subject.OTHER_OF_FILE,
    ),
    # The question of the Commission begins its thread itself: nobody picks that subject.
    ThreadKind.REQUEST: (Subject.REQUEST_PROGRESS, Subject.REQUEST_DETAIL, Subject.OTHER_OF_REQUEST),
}


class MessageKind(Labelled):
    """What a message does: one of a party is a message; one of the Commission says what kind of answer it is."""

    MESSAGE = "message", "Message", "Message"
    INFORMATION = "information", "Renseignement", "Information"
    QUESTION = "question", "Question", "Question"
    ACCEPTANCE = "acceptance", "Acceptation", "Acceptance"
    REFUSAL = "refusal", "Refus", "Refusal"
    DECISION_DEPOSITED = "decision_deposited", "Décision déposée", "Decision deposited"


#: What the Commission answers with.
ANSWERS = tuple(kind for kind in MessageKind if kind is not MessageKind.MESSAGE)
#: Answers after which nothing more is expected: the thread closes.
SETTLING = frozenset({MessageKind.ACCEPTANCE, MessageKind.REFUSAL, MessageKind.DECISION_DEPOSITED})


class EventKind(Labelled):
    """What happens to a thread besides messages."""

    TAKEN = "taken", "Pris en charge", "Taken on"
    REROUTED = "rerouted", "Confié à un autre bureau", "Passed to another office"
    SEALED = "sealed", "Message scellé", "Message sealed"
    CLOSED = "closed", "Fermé", "Closed"
    MOVED = "moved", "Pièce déplacée du côté médical", "Attachment moved to the medical side"


class SealReason(Labelled):
    """Why a message is sealed on both sides; chosen, so that the trace tells nothing of what it hides."""

    WRONG_FILE = "wrong_file", "Mauvais dossier", "Wrong file"
    WRONG_PARTY = "wrong_party", "Mauvais destinataire", "Wrong recipient"
    MEDICAL = "medical", "Renseignement médical", "Medical information"


class Told(StrEnum):
    """Who was told last that a message waits to be opened: who answers or wrote, all who may read, who grants."""

    FIRST = "first"
    HOLDERS = "holders"
    GRANTERS = "granters"


class MessagingProblem(Labelled):
    """Why a gesture is not made; the label is the sentence that is read."""

    CLOSED = "closed", "Ce fil est déjà fermé.", "This thread is closed already."
    SEALED = "sealed", "Ce message est déjà scellé.", "This message is sealed already."
    READ = (
        "read",
        "La Commission a déjà ouvert ce message. Écrivez-lui de le sceller.",
        "The Commission has already opened this message. Write to it to have it sealed.",
    )
    NOBODY = (
        "nobody",
        "Personne chez cet employeur ne peut lire ce message, ni donner le droit de le lire. Écrivez-lui par la poste.",
        "Nobody at this employer can read this message, or give the right to. Write to it by mail.",
    )
    INFECTED = (
        "infected",
        "L'antivirus refuse ce fichier. Rien n'a été envoyé.",
        "The scanner refuses this file. Nothing was sent.",
    )
    NOT_SCANNED = (
        "not_scanned",
        "L'antivirus ne répond pas. Rien n'a été envoyé : réessayez plus tard, ou envoyez sans ce fichier.",
        "The scanner does not answer. Nothing was sent: try again later, or send without this file.",
    )
    SAME_DESK = "same_desk", "Ce fil est déjà à ce bureau.", "This thread is at that office already."
