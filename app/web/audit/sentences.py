"""What happened, as a sentence: one for each action of the journal.

Every name in a sentence is that of `words_of`; what an entry does not hold is a dash, so that an old entry can always
be read. A medical paper has no title here, nor anywhere on the way here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel.speaklater import LazyString

from app.vocabulary.audit import AuditAction
from app.web.audit.words import words_of
from app.web.filters import label

if TYPE_CHECKING:
    from app.queries.journal import Entry

SENTENCES: dict[AuditAction, LazyString] = {
    AuditAction.REGISTRY_IMPORTED: lazy("%(who)s a importé le registre : %(counts)s."),
    AuditAction.DEPOSITS_IMPORTED: lazy("%(who)s a importé des dépôts : %(counts)s."),
    AuditAction.DOCUMENT_DEPOSITED: lazy(
        "%(who)s a déposé « %(title)s » au dossier %(file)s, pour %(employer)s : %(channel)s (règle %(rule)s)."
    ),
    AuditAction.MEDICAL_PAPER_DEPOSITED: lazy(
        "%(who)s a déposé un papier médical au dossier %(file)s, pour la personne que désigne %(employer)s : "
        "%(channel)s (règle %(rule)s)."
    ),
    AuditAction.FILE_IMPUTED: lazy(
        "%(who)s a imputé le dossier %(file)s à %(employer)s, qui en est avisé : %(channel)s (règle %(rule)s)."
    ),
    AuditAction.NOTICE_RELEASED: lazy(
        "%(who)s a libéré un avis retenu pour %(employer)s : %(channel)s (règle %(rule)s)."
    ),
    AuditAction.PRINTED_AFTER_FAILURE: lazy(
        "%(who)s a fait imprimer un avis à %(employer)s, dont tous les courriels ont échoué (règle %(rule)s)."
    ),
    AuditAction.DOCUMENT_OPENED: lazy(
        "%(who)s a ouvert « %(title)s », du dossier %(file)s, pour %(employer)s (%(way)s)."
    ),
    AuditAction.MEDICAL_PAPER_OPENED: lazy(
        "%(who)s a ouvert un papier médical du dossier %(file)s, pour %(employer)s (%(way)s)."
    ),
    AuditAction.ACCESS_GRANTED: lazy("%(who)s a accordé à %(person)s, chez %(employer)s : %(services)s (%(until)s)."),
    AuditAction.ACCESS_CHANGED: lazy(
        "%(who)s a modifié le droit de %(person)s, chez %(employer)s : %(services)s (%(until)s)."
    ),
    AuditAction.ACCESS_REVOKED: lazy("%(who)s a retiré à %(person)s, chez %(employer)s : %(services)s."),
    AuditAction.PERSON_ENROLLED: lazy("%(who)s a inscrit %(person)s chez %(employer)s, dans l'espace %(space)s."),
    AuditAction.PERSON_REMOVED: lazy(
        "%(who)s a retiré %(person)s de %(employer)s, dans l'espace %(space)s, avec ses droits : %(services)s."
    ),
    AuditAction.PERSON_CHANGED: lazy("%(who)s a modifié les renseignements de %(whom)s : %(fields)s."),
    AuditAction.RECIPIENT_SETTLED: lazy(
        "%(who)s a retiré %(recipient)s des personnes qui reçoivent le papier de %(employer)s (motif : « %(reason)s »)."
    ),
    AuditAction.PRIOR_NOTICE_RECORDED: lazy(
        "%(who)s a consigné le préavis donné à %(employer)s le %(given_on)s (lettre : « %(letter)s »). %(effect)s"
    ),
    AuditAction.WITHDRAWAL_SET: lazy(
        "%(who)s a fixé au %(on)s le retrait du papier de %(employer)s "
        "(auparavant : %(before)s; motif : « %(reason)s »). %(effect)s"
    ),
    AuditAction.WITHDRAWAL_CANCELLED: lazy(
        "%(who)s a annulé le retrait du papier de %(employer)s, "
        "prévu le %(before)s (motif : « %(reason)s »). %(effect)s"
    ),
    AuditAction.SIGNED_IN: lazy("Connexion de %(who)s, par la porte « %(door)s »."),
    AuditAction.SIGN_IN_REFUSED: lazy("Connexion refusée à %(whom)s, par la porte « %(door)s ». %(problem)s"),
    AuditAction.IDENTITY_CONFIRMED: lazy("%(who)s a confirmé de nouveau son identité, par la porte « %(door)s »."),
    AuditAction.SIGNED_OUT: lazy("Déconnexion de %(who)s."),
    AuditAction.SESSION_REVOKED: lazy("%(who)s a fermé une ou plusieurs de ses sessions."),
    AuditAction.EMPLOYER_CHOSEN: lazy("%(who)s agit maintenant pour %(employer)s, dans l'espace %(space)s."),
    AuditAction.CODE_ISSUED: lazy(
        "%(who)s a fait remettre un code d'utilisateur à %(person)s, pour l'espace %(space)s."
    ),
    AuditAction.STAFF_NAMED: lazy("%(who)s a inscrit %(recipient)s au personnel de la Commission."),
    AuditAction.PASSWORD_RESET: lazy("Un mot de passe temporaire a été demandé pour %(whom)s."),
    AuditAction.PASSWORD_CHANGED: lazy("%(who)s a changé son mot de passe."),
    AuditAction.EMAIL_SENT: lazy("Courriel à %(address)s, accepté par le serveur (%(kind)s) : %(answer)s"),
    AuditAction.EMAIL_FAILED: lazy("Courriel à %(address)s, refusé pour de bon (%(kind)s) : %(answer)s"),
    AuditAction.LETTER_WRITTEN: lazy("%(who)s a traité une lettre à l'intention de %(employer)s : %(state)s."),
    AuditAction.LETTER_OPENED: lazy("%(who)s a ouvert une lettre, ou le manifeste, du lot du %(batch_on)s."),
    AuditAction.ALERT_SETTLED: lazy("%(who)s a classé une alerte de %(employer)s : %(alert)s."),
    AuditAction.JOURNAL_EXPORTED: lazy("%(who)s a exporté le journal (filtres : %(filters)s)."),
    AuditAction.CLOCK_MOVED: lazy("%(who)s a déplacé l'horloge de la démonstration : %(to)s."),
}


def sentence(entry: Entry) -> str:
    """The entry in the language of the page."""
    if entry.action not in set(AuditAction):
        return str(_("%(who)s : %(action)s.", who=entry.actor_name, action=entry.action))
    return str(SENTENCES[AuditAction(entry.action)]) % words_of(entry)


def action_label(entry: Entry) -> str:
    """The kind of entry."""
    return label(AuditAction(entry.action)) if entry.action in set(AuditAction) else entry.action
