"""Operational alarms: what in the machinery keeps something from being done, about what, and how it ended."""

from app.vocabulary.labels import Labelled


class AlarmCode(Labelled):
    """What is wrong, as one short sentence. What to do about it stands in `app/notices/web/alarm_words.py`."""

    EMAIL_NOT_COMPOSED = (
        "email_not_composed",
        "Un courriel ne peut pas être composé",
        "An e-mail cannot be composed",
    )
    ANSWER_NOT_RECORDED = (
        "answer_not_recorded",
        "La réponse du serveur de courriel à un message ne peut pas être inscrite",
        "The mail server's answer to a message cannot be recorded",
    )
    ANSWER_UNMATCHED = (
        "answer_unmatched",
        "Une réponse gardée du serveur de courriel ne vise aucun message connu",
        "A kept answer of the mail server is about no known message",
    )
    LETTER_NOT_WRITTEN = "letter_not_written", "Une lettre ne peut pas être écrite", "A letter cannot be written"
    LETTER_RETURNED = "letter_returned", "Une lettre est revenue par la poste", "A letter came back by post"
    MANIFEST_NOT_WRITTEN = (
        "manifest_not_written",
        "Le manifeste d'un lot de lettres ne peut pas être écrit",
        "The manifest of a batch of letters cannot be written",
    )
    NOTICE_NOT_PRINTED = (
        "notice_not_printed",
        "Un avis dont tous les courriels ont échoué ne peut pas être imprimé",
        "A notice whose every e-mail failed cannot be printed",
    )
    NOTICE_NOT_RELEASED = (
        "notice_not_released",
        "Un avis retenu ne peut pas être libéré",
        "A held notice cannot be released",
    )
    TABLE_NOT_APPLIED = (
        "table_not_applied",
        "Un tableau du personnel ne peut pas être appliqué",
        "A personnel table cannot be applied",
    )
    ROW_NOT_DONE = (
        "row_not_done",
        "Une tâche du jour échoue pour une ligne",
        "A daily task fails for one row",
    )
    TASK_NOT_DONE = "task_not_done", "Une tâche du jour échoue", "A daily task fails"
    WORK_STOPPED = "work_stopped", "Une part du travail de fond échoue", "A part of the background work fails"
    MAIL_SERVER_SILENT = (
        "mail_server_silent",
        "Le serveur de courriel ne prend pas les messages",
        "The mail server does not take messages",
    )
    MAIL_WAITS = (
        "mail_waits",
        "Un courriel attend depuis plus d'une heure",
        "An e-mail has waited for more than an hour",
    )
    MAXIMUM_MISSING = (
        "maximum_missing",
        "Le maximum annuel assurable de l'année en cours, ou de celle qui vient, n'est pas inscrit",
        "The maximum insurable earnings of this year, or of the next, are not entered",
    )
    REQUESTS_WAIT = (
        "requests_wait",
        "Des demandes des services en ligne attendent depuis trop longtemps",
        "Requests of the online services have waited too long",
    )
    REQUESTS_UNFETCHED = (
        "requests_unfetched",
        "Des demandes transmises ne sont ni prises par les systèmes de la Commission ni reçues par un agent",
        "Filed requests are neither fetched by the Commission's systems nor acknowledged by an agent",
    )
    REQUESTS_WITHOUT_READER = (
        "requests_without_reader",
        "Chez un employeur, plus personne ne peut lire ce que les services en ligne attendent de lui",
        "At an employer, nobody may read any more what the online services expect of it",
    )
    PAPER_RETURNED_ALONE = (
        "paper_returned_alone",
        "Une personne a remis seule un employeur au papier",
        "One person alone returned an employer to paper",
    )
    NO_ROOM = "no_room", "Il n'y a presque plus de place pour écrire", "There is hardly any room left to write"
    PROXY_NOT_COUNTED = (
        "proxy_not_counted",
        "Un mandataire relaie des requêtes et n'est pas compté dans TRUSTED_PROXIES",
        "A proxy passes requests on and is not counted in TRUSTED_PROXIES",
    )
    NOT_RECORDED = (
        "not_recorded",
        "Le journal ne peut pas être écrit : rien ne part",
        "The journal cannot be written: nothing leaves",
    )
    JOURNAL_ALTERED = (
        "journal_altered",
        "Le journal, ou ce qui prouve un avis, n'est plus ce qui a été scellé",
        "The journal, or what proves a notice, is no longer what was sealed",
    )
    CHECKPOINT_NOT_WRITTEN = (
        "checkpoint_not_written",
        "Le journal ne peut pas être scellé hors de la base de données",
        "The journal cannot be sealed outside the database",
    )


#: What nobody sets aside: it settles by itself once the cause is gone.
SETTLING_THEMSELVES = frozenset(
    {
        AlarmCode.MAIL_SERVER_SILENT,
        AlarmCode.MAIL_WAITS,
        AlarmCode.MAXIMUM_MISSING,
        AlarmCode.NO_ROOM,
        AlarmCode.REQUESTS_WAIT,
        AlarmCode.REQUESTS_UNFETCHED,
        AlarmCode.REQUESTS_WITHOUT_READER,
        AlarmCode.NOT_RECORDED,
        AlarmCode.WORK_STOPPED,
    }
)


#: What no background work tries again: somebody must look.
NEVER_TRIED = frozenset({AlarmCode.LETTER_RETURNED, AlarmCode.PAPER_RETURNED_ALONE})


class AlarmSubject(Labelled):
    """What an alarm is about. All but the last three are rows, named by their number."""

    EMAIL = "email", "Courriel", "E-mail"
    LETTER = "letter", "Lettre", "Letter"
    BATCH = "batch", "Lot de lettres", "Batch of letters"
    NOTICE = "notice", "Avis", "Notice"
    DISPATCH = "dispatch", "Envoi", "Sending"
    EMPLOYER = "employer", "Employeur", "Employer"
    PERSON = "person", "Personne", "Person"
    INVITATION = "invitation", "Invitation", "Invitation"
    ACCESS_REQUEST = "access_request", "Demande de droit", "Request for a right"
    MANDATE = "mandate", "Mandat", "Mandate"
    ABSENCE = "absence", "Absence", "Absence"
    PERSONNEL_PLAN = "personnel_plan", "Tableau du personnel", "Personnel table"
    PERSONNEL_ROW = "personnel_row", "Ligne d'un tableau du personnel", "Row of a personnel table"
    ACCESS_REVIEW = "access_review", "Vérification annuelle des droits", "Yearly check of rights"
    ONLINE_REQUEST = "online_request", "Demande des services en ligne", "Request of the online services"
    THREAD = "thread", "Fil de messages", "Thread of messages"
    TALLY = "tally", "Décompte de connexions", "Count of sign-ins"
    TASK = "task", "Tâche", "Task"
    SERVER = "server", "Serveur", "Server"
    PORTAL = "portal", "Portail", "Portal"


class AlarmEnd(Labelled):
    """How an alarm was settled."""

    BY_ITSELF = "by_itself", "Réglée d'elle-même", "Settled by itself"
    SET_ASIDE = "set_aside", "Mise de côté", "Set aside"
