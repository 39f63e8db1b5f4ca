"""What the entries of the journal are about, so that gestures are read without what buries them."""

from app.vocabulary.audit import AuditAction
from app.vocabulary.labels import Labelled


class AuditGroup(Labelled):
    """A matter of the journal; labels are what a filter shows."""

    RIGHTS = "rights", "Droits et personnes", "Rights and people"
    PAPERS = "papers", "Documents et dossiers", "Documents and files"
    LETTERS = "letters", "Lettres et avis", "Letters and notices"
    MESSAGES = "messages", "Messagerie", "Messaging"
    RUNNING = "running", "Fonctionnement du portail", "Running of the portal"
    DOORS = "doors", "Connexions", "Sign-ins"
    EMAILS = "emails", "Courriels envoyés", "E-mails sent"


#: What a reader who chose nothing does not see: it is many times the rest.
QUIET = frozenset({AuditGroup.DOORS, AuditGroup.EMAILS})
_A = AuditAction
_NAMED: dict[AuditGroup, frozenset[AuditAction]] = {
    AuditGroup.PAPERS: frozenset(
        {
            _A.DEPOSITS_IMPORTED,
            _A.DOCUMENT_DEPOSITED,
            _A.MEDICAL_PAPER_DEPOSITED,
            _A.FILE_IMPUTED,
            _A.DOCUMENT_OPENED,
            _A.MEDICAL_PAPER_OPENED,
        }
    ),
    AuditGroup.LETTERS: frozenset(
        {
            _A.NOTICE_RELEASED,
            _A.PRINTED_AFTER_FAILURE,
            _A.EMAIL_FAILED,
            _A.LETTER_WRITTEN,
            _A.LETTER_OPENED,
            _A.BATCH_HANDED_OVER,
            _A.LETTER_RETURNED,
            _A.ALERT_SETTLED,
            _A.RECIPIENT_SETTLED,
            _A.PRIOR_NOTICE_RECORDED,
            _A.COHORT_MADE,
            _A.COHORT_CHANGED,
            _A.WITHDRAWAL_PROPOSED,
            _A.WITHDRAWAL_REFUSED,
            _A.WITHDRAWAL_TAKEN_BACK,
            _A.SIMULATION_ASKED,
            _A.SIMULATION_STOPPED,
            _A.PRIOR_NOTICE_SENT,
            _A.PRIOR_NOTICE_REOPENED,
            _A.PAPER_RETURNED,
            _A.PAPER_RETURNED_ALONE,
            _A.WITHDRAWAL_SET,
            _A.WITHDRAWAL_CANCELLED,
        }
    ),
    AuditGroup.MESSAGES: frozenset(
        {
            _A.MESSAGE_WRITTEN,
            _A.MESSAGE_SEALED,
            _A.MESSAGE_PIECE_OPENED,
            _A.MESSAGE_PIECE_MOVED,
            _A.MOVED_PIECE_OPENED,
            _A.THREAD_TAKEN,
            _A.THREAD_LEFT,
            _A.THREAD_REROUTED,
            _A.THREAD_CLOSED,
        }
    ),
    AuditGroup.RUNNING: frozenset(
        {
            _A.REGISTRY_IMPORTED,
            _A.CLINICS_IMPORTED,
            _A.CLINIC_FORM_RECEIVED,
            _A.CLINIC_FORM_CANCELLED,
            _A.SOFTWARE_REGISTERED,
            _A.SOFTWARE_AUTHORISED,
            _A.SOFTWARE_CUT,
            _A.SOFTWARE_ENDED,
            _A.CLINIC_ENROLMENT_ASKED,
            _A.CLINIC_ENROLMENT_ACCEPTED,
            _A.CLINIC_ENROLMENT_REFUSED,
            _A.CLINIC_PERSON_ADDED,
            _A.CLINIC_PERSON_ENDED,
            _A.CLINIC_RESPONSIBLE_NAMED,
            _A.ALARM_RAISED,
            _A.ALARM_SETTLED,
            _A.ALARM_SET_ASIDE,
            _A.ALARM_RETRIED,
            _A.JOURNAL_EXPORTED,
            _A.LIST_EXPORTED,
            _A.JOURNAL_ACCEPTED,
            _A.CLOCK_MOVED,
        }
    ),
    AuditGroup.DOORS: frozenset(
        {
            _A.SIGNED_IN,
            _A.SIGN_IN_REFUSED,
            _A.REPETITIONS_COUNTED,
            _A.BROWSER_KNOWN,
            _A.IDENTITY_CONFIRMED,
            _A.SIGNED_OUT,
            _A.SESSION_REVOKED,
            _A.EMPLOYER_CHOSEN,
        }
    ),
    AuditGroup.EMAILS: frozenset({_A.EMAIL_SENT}),
}


def group_of(action: AuditAction) -> AuditGroup:
    """The matter of an action: what is of no other is about somebody's rights, or somebody."""
    return next((group for group, actions in _NAMED.items() if action in actions), AuditGroup.RIGHTS)
