"""Where a request stands, whose turn it is, and what the portal says of what was answered."""

from __future__ import annotations

from collections.abc import Mapping

from app.vocabulary.labels import Labelled


class RequestState(Labelled):
    """Where a request stands."""

    DRAFT = "draft", "Brouillon", "Draft"
    TO_CONFIRM = "to_confirm", "À confirmer par une autre personne", "To be confirmed by somebody else"
    FILED = "filed", "Transmise", "Filed"
    ACKNOWLEDGED = "acknowledged", "Reçue par la CNESST", "Received by the CNESST"
    IN_HAND = "in_hand", "À l'étude", "Under study"
    WAITING_FOR_EMPLOYER = "waiting_for_employer", "En attente de votre réponse", "Waiting for your answer"
    CLOSED = "closed", "Terminée", "Closed"
    DISCARDED = "discarded", "Brouillon jeté", "Draft discarded"
    TAKEN_BACK = "taken_back", "Reprise par l'employeur", "Taken back by the employer"
    DISCONTINUED = "discontinued", "Désistée", "Discontinued"


#: Filed, and not yet at its end: no other on the same subject, unless a reason is given.
LIVE = (
    RequestState.FILED,
    RequestState.ACKNOWLEDGED,
    RequestState.IN_HAND,
    RequestState.WAITING_FOR_EMPLOYER,
)


class Turn(Labelled):
    """Who has something to do."""

    OURS = "ours", "À vous", "Yours"
    COMMISSION = "commission", "À la CNESST", "The CNESST's"
    NOBODY = "nobody", "Terminées", "Finished"


#: The states in which the employer has something to do.
OURS = (RequestState.DRAFT, RequestState.TO_CONFIRM, RequestState.WAITING_FOR_EMPLOYER)


def turn_of(state: RequestState) -> Turn:
    """Whose turn it is, as the employer reads it."""
    if state in OURS:
        return Turn.OURS
    return Turn.COMMISSION if state in LIVE else Turn.NOBODY


class RequestEventKind(Labelled):
    """What happened to a request, as its history tells it."""

    BEGUN = "begun", "Brouillon commencé", "Draft begun"
    DISCARDED = "discarded", "Brouillon jeté", "Draft discarded"
    FILED = "filed", "Transmise", "Filed"
    TAKEN_BACK = "taken_back", "Reprise", "Taken back"
    ACKNOWLEDGED = "acknowledged", "Reçue par la CNESST", "Received by the CNESST"
    TAKEN_IN_HAND = "taken_in_hand", "Prise en charge", "Taken in hand"
    QUESTION = "question", "Question de la CNESST", "Question from the CNESST"
    ANSWERED = "answered", "Réponse de l'employeur", "Answer of the employer"
    FILE_NO = "file_no", "Numéro de dossier inscrit", "File number entered"
    REROUTED = "rerouted", "Envoyée à un autre bureau", "Sent to another office"
    CLOSED = "closed", "Terminée", "Closed"
    REFUSED = "refused", "Refusée", "Refused"
    DISCONTINUED = "discontinued", "Désistement", "Discontinued"
    SENT = "sent", "Envoyée pour confirmation", "Sent for confirmation"
    CONFIRMED = "confirmed", "Confirmée", "Confirmed"
    STOPPED = "stopped", "Arrêtée", "Stopped"
    COPY_HANDED = "copy_handed", "Copie remise à la personne", "Copy handed over to the person"
    WORKER_TOLD = "worker_told", "Travailleuse ou travailleur avisé de la copie", "Worker told of the copy"
    DOCUMENT = "document", "Document déposé en réponse", "Document deposited as an answer"
    PIECE_MOVED = "piece_moved", "Pièce déplacée du côté médical", "Attachment moved to the medical side"
    FORWARDED = (
        "forwarded",
        "Transmise au professionnel désigné",
        "Forwarded to the designated professional",
    )


class ImportedEvent(Labelled):
    """What the Commission's systems say that they did; the codes are those of `RequestEventKind`."""

    ACKNOWLEDGED = "acknowledged"
    TAKEN_IN_HAND = "taken_in_hand"
    QUESTION = "question"
    CLOSED = "closed"
    REFUSED = "refused"


_AT_STUDY = (RequestState.ACKNOWLEDGED, RequestState.IN_HAND, RequestState.WAITING_FOR_EMPLOYER)
#: What each gesture on a request does: from each state in which it may be made, the state in which it leaves it.
MOVES: Mapping[RequestEventKind, Mapping[RequestState, RequestState]] = {
    RequestEventKind.DISCARDED: {RequestState.DRAFT: RequestState.DISCARDED},
    RequestEventKind.FILED: {RequestState.DRAFT: RequestState.FILED},
    RequestEventKind.SENT: {RequestState.DRAFT: RequestState.TO_CONFIRM},
    RequestEventKind.CONFIRMED: {RequestState.TO_CONFIRM: RequestState.FILED},
    RequestEventKind.STOPPED: {RequestState.TO_CONFIRM: RequestState.TAKEN_BACK},
    RequestEventKind.TAKEN_BACK: {RequestState.FILED: RequestState.TAKEN_BACK},
    RequestEventKind.ACKNOWLEDGED: {RequestState.FILED: RequestState.ACKNOWLEDGED},
    RequestEventKind.TAKEN_IN_HAND: {RequestState.ACKNOWLEDGED: RequestState.IN_HAND},
    RequestEventKind.QUESTION: {RequestState.IN_HAND: RequestState.WAITING_FOR_EMPLOYER},
    RequestEventKind.ANSWERED: {RequestState.WAITING_FOR_EMPLOYER: RequestState.IN_HAND},
    RequestEventKind.CLOSED: dict.fromkeys(_AT_STUDY, RequestState.CLOSED),
    RequestEventKind.REFUSED: dict.fromkeys(_AT_STUDY, RequestState.CLOSED),
    RequestEventKind.WORKER_TOLD: {state: state for state in (*_AT_STUDY, RequestState.CLOSED)},
    RequestEventKind.FILE_NO: {state: state for state in LIVE},
    RequestEventKind.REROUTED: {state: state for state in LIVE},
}


def state_after(kind: RequestEventKind, state: RequestState, *, aside: bool) -> RequestState | None:
    """Where a gesture leads from a state; None where it cannot be made.

    `aside`: it has left the employer's side, who sees nothing of it: nobody there could answer a question.
    """
    return None if aside and kind is RequestEventKind.QUESTION else MOVES[kind].get(state)


#: The office of what no regional office handles.
CENTRAL_DESK = "Bureau central"


class DeskTurn(Labelled):
    """Who has something to do, as the Commission reads it; the codes are those of `Turn`."""

    COMMISSION = "commission", "À nous", "Ours"
    OURS = "ours", "À l'employeur", "The employer's"
    NOBODY = "nobody", "Terminées", "Finished"


class RequestWarning(Labelled):
    """What whoever files should look at; it never prevents filing."""

    LATE = (
        "late",
        "Le dernier jour du délai est passé. Votre demande part quand même : dites pourquoi elle est tardive.",
        "The last day of the time limit has passed. Your request is filed all the same: say why it is late.",
    )
    OUTSIDE_WINDOW = (
        "day_outside_window",
        "Un jour est hors de la période remboursée : il n'est pas compté.",
        "A day is outside the reimbursed period: it is not counted.",
    )
    OVER_MAXIMUM = (
        "over_yearly_maximum",
        "Le salaire de la période dépasse la part du maximum annuel assurable. Rien n'est retranché : vérifiez.",
        "The wages of the period exceed their share of the yearly maximum. Nothing is taken off: check.",
    )
    NOT_SCHEDULED = (
        "not_scheduled",
        "Un jour payé n'est pas un jour de travail habituel.",
        "A paid day is not a usual working day.",
    )
    OVER_SHARE = (
        "over_share",
        "Le montant réclamé dépasse 90 % du salaire net des jours comptés.",
        "The amount claimed exceeds 90% of the net wages of the days counted.",
    )
    OTHER_AMOUNT = (
        "other_amount",
        "Le montant réclamé n'est pas celui du calcul : dites pourquoi.",
        "The amount claimed is not the one calculated: say why.",
    )
    VERSION_UNKNOWN = (
        "version_unknown",
        "Vous ne dites pas que votre version diffère : la réclamation peut être acceptée automatiquement.",
        "You do not say that your version differs: the claim may be accepted automatically.",
    )
    NO_LIMIT = (
        "no_limit",
        "Le délai que la décision donne n'est pas dit, et il ne se devine pas. Vérifiez-le, ou appelez la CNESST.",
        "The time limit that the decision gives is not said, and none is guessed. Check it, or call the CNESST.",
    )
    MORE_TIME = (
        "more_time",
        "Si vous demandez du temps, le délai de la CNESST recommence à la fin de ce temps (LATMP, art. 359).",
        "If you ask for time, the CNESST's own time limit begins again when that time ends (LATMP, s. 359).",
    )
    TRIBUNAL_TOO = (
        "tribunal_too",
        "Saisi lui aussi, le Tribunal renvoie l'affaire à la CNESST (LATMP, art. 360).",
        "Seized too, the Tribunal sends the matter back to the CNESST (LATMP, s. 360).",
    )
    NO_GROUNDS = (
        "no_grounds",
        "Vous ne donnez pas de motifs. La demande part quand même; vous pourrez les ajouter.",
        "You give no grounds. The request is filed all the same; you can add them later.",
    )
    NO_CERTIFICATE = (
        "no_certificate",
        "Aucune attestation médicale n'est jointe (LATMP, art. 269).",
        "No medical certificate is attached (LATMP, s. 269).",
    )
    NO_PROTECTIVE_CERTIFICATE = (
        "no_protective_certificate",
        "Le certificat n'est pas joint.",
        "The certificate is not attached.",
    )
    KEEP_ACCOUNT = (
        "keep_account",
        "Gardez l'ancien compte ouvert jusqu'à ce que vous ayez vu le premier dépôt dans le nouveau.",
        "Keep the former account open until you have seen the first deposit into the new one.",
    )
    NO_SPECIMEN = (
        "no_specimen",
        "Aucun spécimen de chèque n'est joint : la CNESST n'a que les numéros que vous avez écrits.",
        "No specimen cheque is attached: the CNESST has only the numbers that you wrote.",
    )
    COMPARE_SPECIMEN = (
        "compare_specimen",
        "Le portail ne lit pas le spécimen : vérifiez qu'il porte les numéros que vous avez écrits.",
        "The portal does not read the specimen: check that it bears the numbers that you wrote.",
    )
    INSTITUTION_UNKNOWN = (
        "institution_unknown",
        "Ce numéro d'institution n'est pas dans notre liste : vérifiez-le.",
        "This institution number is not in our list: check it.",
    )
    HOLDER_DIFFERS = (
        "holder_differs",
        "Le titulaire du compte ne porte pas le nom de l'employeur : vérifiez-le.",
        "The account holder does not bear the employer's name: check it.",
    )
    NUMBER_OF_ANOTHER = (
        "number_of_another",
        "Une demande déjà transmise donne ce numéro d'assurance sociale à une autre personne : vérifiez-le.",
        "A request that was already filed gives this social insurance number to somebody else: check it.",
    )
    NOT_RECKONED = (
        "not_reckoned",
        "Le calcul n'a pas pu se faire : vérifiez les dates et le tableau.",
        "The calculation could not be made: check the dates and the table.",
    )


class PieceState(Labelled):
    """Where an attachment stands with the scanner."""

    CLEAN = "clean", "Vérifiée", "Checked"
    ABSENT = "absent", "Sans antivirus", "Not scanned"
    PENDING = "pending", "En attente de vérification", "Waiting to be checked"
    INFECTED = "infected", "Refusée par l'antivirus", "Refused by the scanner"


class RequestProblem(Labelled):
    """Why a gesture on a request cannot be done; the page then says where the request stands."""

    CHANGED = (
        "changed",
        "Cette demande a changé pendant que vous la lisiez. Rien n'a été transmis : relisez-la.",
        "This request changed while you were reading it. Nothing was filed: read it again.",
    )
    INCOMPLETE = (
        "incomplete",
        "Il manque des réponses. Rien n'a été transmis.",
        "Answers are missing. Nothing was filed.",
    )
    TWIN = (
        "twin",
        "Une demande sur le même sujet est déjà transmise. Dites pourquoi il en faut une autre.",
        "A request on the same subject has already been filed. Say why another one is needed.",
    )
    NO_LONGER = (
        "no_longer",
        "Cette demande n'en est plus là : rien n'a changé.",
        "This request is no longer at that point: nothing has changed.",
    )
    INFECTED = (
        "infected",
        "L'antivirus refuse ce fichier. Il n'a pas été joint.",
        "The scanner refuses this file. It was not attached.",
    )
    SAME_PIECE = ("same_piece", "Ce fichier est déjà joint à la demande.", "This file is already attached.")
    NO_SUCH_KIND = ("no_such_kind", "Dites quelle sorte de pièce c'est.", "Say what kind of attachment it is.")
    TOO_SOON = (
        "too_soon",
        "Un changement de compte vient d'être envoyé : arrêtez-le, ou attendez la fin de son délai.",
        "A change of account was just sent: stop it, or wait until its delay is over.",
    )
    SAME_PERSON = (
        "same_person",
        "Vous avez envoyé cette demande : quelqu'un d'autre doit la confirmer.",
        "You sent this request: somebody else must confirm it.",
    )
    FILE_GONE = (
        "file_gone",
        "Ce dossier ne concerne plus cet employeur. Rien n'a été transmis.",
        "This file no longer concerns this employer. Nothing was filed.",
    )
    ONLY_IMPUTED = (
        "only_imputed",
        "Seul le coût de ce dossier vous est imputé : demandez sa partie administrative seulement.",
        "Only the cost of this file is imputed to you: request its administrative part only.",
    )
    NOBODY_DESIGNATED = (
        "nobody_designated",
        "Aucun professionnel que vous avez désigné n'a accepté : désignez-en un, ou ne demandez pas cette partie.",
        "No professional whom you designated has accepted: designate one, or do not request this part.",
    )
    NOT_DESIGNATED = (
        "not_designated",
        "La personne choisie n'est plus désignée chez vous : choisissez-en une autre.",
        "The person chosen is no longer designated by you: choose another one.",
    )
    PIECES_WAIT = (
        "pieces_wait",
        "Une pièce attend encore sa vérification. Rien n'a été transmis.",
        "An attachment is still waiting to be checked. Nothing was filed.",
    )
    OVERTAKEN = (
        "overtaken",
        "Quelqu'un a agi sur cette demande depuis que vous l'avez ouverte : rien n'a changé de votre part.",
        "Somebody acted on this request since you opened it: nothing was changed by you.",
    )
    NO_SUCH_FILE = (
        "no_such_file",
        "Aucun dossier de cet employeur ne porte ce numéro.",
        "No file of this employer bears this number.",
    )
    SAME_OFFICE = "same_office", "Cette demande est déjà à ce bureau.", "This request is at that office already."
