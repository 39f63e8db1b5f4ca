"""What happened to letters and to the withdrawal of paper, as sentences of `app.journal.web.sentences`."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from flask_babel.speaklater import LazyString

from app.vocabulary.audit import AuditAction

LETTERS: dict[AuditAction, LazyString] = {
    AuditAction.PRIOR_NOTICE_RECORDED: lazy(
        "%(who)s a consigné le préavis donné à %(employer)s le %(given_on)s (lettre : « %(letter)s »). %(effect)s"
    ),
    AuditAction.COHORT_MADE: lazy("%(who)s a constitué la cohorte « %(cohort)s » (nombre d'employeurs : %(number)s)."),
    AuditAction.COHORT_CHANGED: lazy("%(who)s a changé la cohorte « %(cohort)s » (nombre d'employeurs : %(number)s)."),
    AuditAction.WITHDRAWAL_PROPOSED: lazy(
        "%(who)s a proposé pour %(employer)s : %(proposed)s (motif : « %(reason)s »). %(effect)s"
    ),
    AuditAction.WITHDRAWAL_REFUSED: lazy(
        "%(who)s a refusé ce qui était proposé pour %(employer)s : %(proposed)s (motif : « %(reason)s »)."
    ),
    AuditAction.WITHDRAWAL_TAKEN_BACK: lazy("%(who)s a repris sa proposition pour %(employer)s : %(proposed)s."),
    AuditAction.SIMULATION_ASKED: lazy("%(who)s a demandé de simuler un retrait du papier le %(on)s."),
    AuditAction.SIMULATION_STOPPED: lazy("%(who)s a arrêté la simulation d'un retrait du papier le %(on)s."),
    AuditAction.PRIOR_NOTICE_SENT: lazy("%(who)s a envoyé à %(employer)s le préavis du retrait du papier le %(on)s."),
    AuditAction.PRIOR_NOTICE_REOPENED: lazy(
        "%(who)s a rouvert le préavis donné à %(employer)s, dont une lettre est revenue (lettre : « %(letter)s »)."
    ),
    AuditAction.PAPER_RETURNED: lazy(
        "%(who)s a remis au papier %(employer)s, à partir du %(on)s, comme une autre personne le proposait (retiré "
        "depuis le %(before)s; motif : « %(reason)s »). %(effect)s"
    ),
    AuditAction.PAPER_RETURNED_ALONE: lazy(
        "%(who)s a remis au papier %(employer)s, à partir du %(on)s, sans deuxième personne (retiré depuis le "
        "%(before)s; motif : « %(reason)s »). %(effect)s"
    ),
    AuditAction.WITHDRAWAL_SET: lazy(
        "%(who)s a fixé au %(on)s le retrait du papier de %(employer)s "
        "(auparavant : %(before)s; motif : « %(reason)s »). %(effect)s"
    ),
    AuditAction.WITHDRAWAL_CANCELLED: lazy(
        "%(who)s a annulé le retrait du papier de %(employer)s, "
        "prévu le %(before)s (motif : « %(reason)s »). %(effect)s"
    ),
    AuditAction.LETTER_WRITTEN: lazy("%(who)s a traité une lettre à l'intention de %(employer)s : %(state)s."),
    AuditAction.LETTER_OPENED: lazy("%(who)s a ouvert une lettre, ou le manifeste, du lot du %(batch_on)s."),
    AuditAction.BATCH_HANDED_OVER: lazy(
        "%(who)s a consigné la remise du lot du %(batch_on)s au transporteur (%(carrier)s), le %(handed_on)s."
    ),
    AuditAction.LETTER_RETURNED: lazy(
        "%(who)s a consigné le retour d'une lettre à l'intention de %(employer)s, le %(returned_on)s (%(returned)s)."
    ),
}
