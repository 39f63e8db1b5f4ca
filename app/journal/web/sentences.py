"""What happened, as a sentence: one for each action of the journal.

Every name in a sentence is that of `words_of`; what an entry does not hold is a dash, so that an old entry can always
be read. A medical paper has no title here, nor anywhere on the way here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

from app.journal.web.letter_sentences import LETTERS
from app.journal.web.words import words_of
from app.resolver.queries.grants import last_day
from app.site.web.page.filters import day, label
from app.site.web.page.language import filled
from app.vocabulary.audit import AuditAction

if TYPE_CHECKING:
    from app.journal.queries.journal import Entry
    from app.rights.queries.history import RegistryEvent

SENTENCES: dict[AuditAction, LazyString] = {
    **LETTERS,
    AuditAction.REGISTRY_IMPORTED: lazy("%(who)s a importé le registre : %(counts)s."),
    AuditAction.CLINIC_FORM_RECEIVED: lazy("La clinique %(who)s a transmis un formulaire (%(submission)s)."),
    AuditAction.CLINIC_FORM_CANCELLED: lazy("La clinique %(who)s a annulé un formulaire (%(submission)s)."),
    AuditAction.SOFTWARE_REGISTERED: lazy("%(who)s a inscrit le logiciel certifié %(product)s."),
    AuditAction.SOFTWARE_AUTHORISED: lazy("%(who)s a autorisé le logiciel %(product)s pour la clinique %(supplier)s."),
    AuditAction.SOFTWARE_CUT: lazy("%(who)s a coupé le logiciel %(product)s pour la clinique %(supplier)s."),
    AuditAction.SOFTWARE_ENDED: lazy("%(who)s a coupé le logiciel %(product)s pour toutes les cliniques."),
    AuditAction.CLINIC_ENROLMENT_ASKED: lazy("%(recipient)s a demandé l'inscription de la clinique %(number)s."),
    AuditAction.CLINIC_ENROLMENT_ACCEPTED: lazy(
        "%(who)s a accepté l'inscription de la clinique %(number)s : %(person)s en est responsable."
    ),
    AuditAction.CLINIC_ENROLMENT_REFUSED: lazy(
        "%(who)s a refusé l'inscription de la clinique %(number)s, demandée par %(recipient)s."
    ),
    AuditAction.CLINIC_PERSON_ADDED: lazy("%(who)s a inscrit %(person)s à la clinique %(number)s."),
    AuditAction.CLINIC_PERSON_ENDED: lazy("%(who)s a retiré %(person)s de la clinique %(number)s."),
    AuditAction.CLINIC_RESPONSIBLE_NAMED: lazy("%(who)s a nommé %(person)s responsable de la clinique %(number)s."),
    AuditAction.CLINICS_IMPORTED: lazy("%(who)s a importé les tables des cliniques : %(counts)s."),
    AuditAction.DEPOSITS_IMPORTED: lazy("%(who)s a importé des dépôts : %(counts)s."),
    AuditAction.DOCUMENT_DEPOSITED: lazy(
        "%(who)s a déposé « %(title)s » au dossier %(file)s, pour %(employer)s : %(channel)s (règle %(rule)s)."
    ),
    AuditAction.MEDICAL_PAPER_DEPOSITED: lazy(
        "%(who)s a déposé un papier médical au dossier %(file)s, pour la personne que désigne %(employer)s : "
        "%(channel)s (règle %(rule)s)."
    ),
    AuditAction.DOCUMENT_REMOVED: lazy(
        "%(who)s a retiré « %(title)s » du dossier %(file)s, où l'employeur %(employer)s ne le voit plus "
        "(raison : %(removal)s; « %(said)s »)."
    ),
    AuditAction.DOCUMENT_RECLASSIFIED: lazy(
        "%(who)s a retiré un document du dossier %(file)s, que l'employeur %(employer)s ne voit plus, et l'a reclassé "
        "comme papier médical (« %(said)s »)."
    ),
    AuditAction.REMOVALS_EXPORTED: lazy("%(who)s a exporté le registre des documents retirés."),
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
    AuditAction.END_LEFT: lazy(
        "%(who)s laisse finir le droit de %(person)s, chez %(employer)s : %(services)s (%(until)s)."
    ),
    AuditAction.HINT_KEPT: lazy(
        "%(who)s garde tels quels les droits peu utilisés de %(person)s, chez %(employer)s (%(until)s)."
    ),
    AuditAction.RIGHT_ASKED: lazy("%(who)s a demandé, chez %(employer)s : %(services)s (motif : « %(reason)s »)."),
    AuditAction.REQUEST_WITHDRAWN: lazy("%(who)s a retiré la demande de %(person)s, chez %(employer)s : %(services)s."),
    AuditAction.REQUEST_GRANTED: lazy(
        "%(who)s a accordé ce que %(person)s demandait, chez %(employer)s : %(services)s (%(until)s)."
    ),
    AuditAction.REQUEST_REFUSED: lazy(
        "%(who)s a refusé ce que %(person)s demandait, chez %(employer)s : %(services)s (motif : « %(reason)s »)."
    ),
    AuditAction.REQUEST_EXPIRED: lazy(
        "La demande de %(person)s, chez %(employer)s, est restée sans réponse : %(services)s."
    ),
    AuditAction.PERSON_ENROLLED: lazy("%(who)s a inscrit %(person)s chez %(employer)s, dans l'espace %(space)s."),
    AuditAction.INVITATION_SENT: lazy(
        "%(who)s a invité %(recipient)s (%(address)s), pour %(employer)s, dans l'espace %(space)s : %(purpose)s "
        "(services : %(services)s, %(until)s; envoi %(sending)s)."
    ),
    AuditAction.EMAIL_GIVEN: lazy(
        "Qui a reçu la lettre adressée à %(recipient)s a donné son courriel (%(address)s), pour %(employer)s : un lien "
        "y part."
    ),
    AuditAction.INVITATION_CANCELLED: lazy(
        "%(who)s a annulé l'invitation de %(recipient)s (%(address)s), pour %(employer)s."
    ),
    AuditAction.INVITATION_ACCEPTED: lazy(
        "%(who)s a accepté l'invitation envoyée à %(address)s, pour %(employer)s, dans l'espace %(space)s : "
        "%(purpose)s."
    ),
    AuditAction.INVITATION_DECLINED: lazy(
        "L'invitation de %(recipient)s (%(address)s), pour %(employer)s, a été refusée par qui détient son lien."
    ),
    AuditAction.INVITATION_EXPIRED: lazy(
        "L'invitation de %(recipient)s (%(address)s), pour %(employer)s, a expiré sans réponse."
    ),
    AuditAction.INVITATION_STOPPED: lazy(
        "L'invitation de %(recipient)s (%(address)s), pour %(employer)s, n'a pas pu être acceptée. %(obstacle)s"
    ),
    AuditAction.PROFESSIONAL_PROPOSED: lazy(
        "%(who)s a désigné %(recipient)s comme professionnelle ou professionnel de la santé de %(employer)s "
        "(%(order)s, numéro %(member_no)s) : son acceptation est attendue."
    ),
    AuditAction.PROFESSIONAL_DESIGNATED: lazy(
        "%(who)s est maintenant la professionnelle ou le professionnel de la santé désigné par %(employer)s "
        "(%(order)s, numéro %(member_no)s)."
    ),
    AuditAction.PROFESSIONAL_ACCEPTED: lazy(
        "%(who)s a accepté la désignation de %(recipient)s par %(employer)s (%(order)s, numéro %(member_no)s) : la "
        "Commission doit la confirmer."
    ),
    AuditAction.DESIGNATION_CONFIRMED: lazy(
        "%(who)s a confirmé la désignation de %(recipient)s par %(employer)s (%(order)s, numéro %(member_no)s; vérifié "
        "le %(checked_on)s : « %(checked)s »)."
    ),
    AuditAction.DESIGNATION_REJECTED: lazy(
        "%(who)s a refusé la désignation de %(recipient)s par %(employer)s (%(order)s, numéro %(member_no)s; motif : "
        "« %(reason)s »)."
    ),
    AuditAction.DESIGNATION_OBJECTED: lazy(
        "%(who)s s'est opposé à la désignation de %(recipient)s par %(employer)s (%(order)s, numéro %(member_no)s) : "
        "la Commission doit la regarder."
    ),
    AuditAction.DESIGNATION_REOPENED: lazy(
        "La désignation de %(recipient)s par %(employer)s (%(order)s, numéro %(member_no)s) attend de nouveau la "
        "Commission : une autre personne a changé son adresse."
    ),
    AuditAction.DESIGNATION_DISOWNED: lazy(
        "Qui a reçu la lettre adressée à %(recipient)s (%(order)s, numéro %(member_no)s) dit ne pas être la personne "
        "que désigne %(employer)s : la désignation est terminée."
    ),
    AuditAction.DESIGNATION_ENDED: lazy(
        "%(who)s a mis fin à la désignation de %(recipient)s par %(employer)s (%(order)s, numéro %(member_no)s)."
    ),
    AuditAction.PERSON_REMOVED: lazy(
        "%(who)s a retiré %(person)s de %(employer)s, dans l'espace %(space)s, avec ses droits : %(services)s."
    ),
    AuditAction.PERSON_LEAVES: lazy(
        "%(who)s a inscrit jusqu'à quand %(person)s reste chez %(employer)s, dans l'espace %(space)s : %(until)s."
    ),
    AuditAction.ROLE_GIVEN: lazy(
        "%(who)s a confié à %(person)s, chez %(employer)s, le rôle : %(role)s, dans l'espace %(space)s."
    ),
    AuditAction.ROLE_VACANT: lazy(
        "Plus personne n'a sans fin, chez %(employer)s, le rôle : %(role)s, dans l'espace %(space)s."
    ),
    AuditAction.ROLE_LEFT: lazy("%(person)s a quitté chez %(employer)s le rôle : %(role)s, dans l'espace %(space)s."),
    AuditAction.ABSENCE_RECORDED: lazy(
        "%(who)s a inscrit une absence de %(person)s, chez %(employer)s, du %(from_on)s au %(until)s : "
        "%(name)s remplace cette personne."
    ),
    AuditAction.ABSENCE_NARROWED: lazy(
        "%(name)s, qui remplace %(person)s chez %(employer)s, perd ce que cette personne n'a plus."
    ),
    AuditAction.ABSENCE_RESTORED: lazy(
        "%(name)s, qui remplace %(person)s chez %(employer)s, retrouve ce que cette personne a de nouveau."
    ),
    AuditAction.ABSENCE_CANCELLED: lazy(
        "%(who)s a mis fin à l'absence de %(person)s, chez %(employer)s, où %(name)s remplaçait cette personne."
    ),
    AuditAction.MANDATE_PROPOSED: lazy(
        "%(who)s a proposé à « %(firm)s » un mandat de %(employer)s : %(services)s (%(until)s; but : « %(purpose)s »)."
    ),
    AuditAction.MANDATE_ACCEPTED: lazy("%(who)s, de « %(firm)s », a accepté le mandat de %(employer)s (%(until)s)."),
    AuditAction.MANDATE_REFUSED: lazy("%(who)s, de « %(firm)s », a refusé le mandat de %(employer)s."),
    AuditAction.MANDATE_CHANGED: lazy(
        "%(who)s a changé la fin du mandat de « %(firm)s » pour %(employer)s (%(until)s)."
    ),
    AuditAction.MANDATE_LEFT: lazy("%(who)s laisse finir le mandat de « %(firm)s » pour %(employer)s (%(until)s)."),
    AuditAction.MANDATE_ENDED: lazy("%(who)s a mis fin au mandat de « %(firm)s » pour %(employer)s."),
    AuditAction.MANDATE_RESIGNED: lazy("%(who)s, de « %(firm)s », a renoncé au mandat de %(employer)s."),
    AuditAction.REPRESENTATIVE_ASSIGNED: lazy(
        "%(who)s a affecté %(person)s, de « %(firm)s », à %(employer)s : %(services)s (%(until)s)."
    ),
    AuditAction.REPRESENTATIVE_UNASSIGNED: lazy(
        "%(who)s a retiré à %(person)s, de « %(firm)s », ce que le mandat lui donnait chez %(employer)s : %(services)s."
    ),
    AuditAction.FIRM_MEMBER_ADDED: lazy("%(person)s fait maintenant partie de « %(firm)s » : %(firm_roles)s."),
    AuditAction.FIRM_MEMBER_REMOVED: lazy("%(who)s a retiré %(person)s de « %(firm)s » : %(firm_roles)s."),
    AuditAction.ROLE_TAKEN_BACK: lazy("%(who)s a repris à %(person)s son rôle chez %(employer)s : %(role)s."),
    AuditAction.GESTURES_TAKEN_BACK: lazy(
        "%(who)s a repris, chez %(employer)s, ce que %(whom)s y a fait depuis le %(since)s (gestes : %(taken_back)s)."
    ),
    AuditAction.PERSON_CHANGED: lazy("%(who)s a modifié les renseignements de %(whom)s : %(fields)s."),
    AuditAction.ACCESS_REVIEW_OPENED: lazy(
        "%(who)s a commencé la vérification des droits de %(employer)s, dans l'espace %(space)s (%(cause)s)."
    ),
    AuditAction.ACCESS_REVIEW_DECIDED: lazy(
        "%(who)s a vérifié des droits de %(employer)s, dans l'espace %(space)s : %(review_choice)s (%(number)s)."
    ),
    AuditAction.ACCESS_REVIEW_ATTESTED: lazy(
        "%(who)s a attesté la vérification des droits de %(employer)s, dans l'espace %(space)s "
        "(empreinte %(attestation)s)."
    ),
    AuditAction.PERSONNEL_APPLIED: lazy(
        "%(who)s a appliqué un tableau de personnes chez %(employer)s, dans l'espace %(space)s (%(table_rows)s)."
    ),
    AuditAction.PERSONNEL_UNDONE: lazy(
        "%(who)s a annulé un tableau de personnes chez %(employer)s, dans l'espace %(space)s "
        "(lignes annulées : %(undone)s, laissées telles quelles : %(left)s)."
    ),
    AuditAction.RECIPIENT_SETTLED: lazy(
        "%(who)s a retiré %(recipient)s des personnes qui reçoivent le papier de %(employer)s (motif : « %(reason)s »)."
    ),
    AuditAction.MESSAGE_WRITTEN: lazy("%(who)s a écrit à la messagerie de %(employer)s (fil %(thread)s)."),
    AuditAction.MESSAGE_SEALED: lazy("%(who)s a scellé un message de %(employer)s (fil %(thread)s)."),
    AuditAction.MOVED_PIECE_OPENED: lazy(
        "%(who)s a ouvert une pièce médicale d'un message de %(employer)s (fil %(thread)s)."
    ),
    AuditAction.MESSAGE_PIECE_OPENED: lazy("%(who)s a ouvert une pièce d'un message de %(employer)s (fil %(thread)s)."),
    AuditAction.MESSAGE_PIECE_MOVED: lazy(
        "%(who)s a déplacé du côté médical une pièce d'un message de %(employer)s (fil %(thread)s)."
    ),
    AuditAction.THREAD_TAKEN: lazy("%(who)s répond de messages de %(employer)s (fil %(thread)s)."),
    AuditAction.THREAD_LEFT: lazy("%(who)s ne répond plus de messages de %(employer)s (fil %(thread)s)."),
    AuditAction.THREAD_REROUTED: lazy(
        "%(who)s a confié des messages de %(employer)s à un autre bureau, de « %(from_desk)s » à « %(to_desk)s » "
        "(fil %(thread)s)."
    ),
    AuditAction.THREAD_CLOSED: lazy("%(who)s a fermé des messages de %(employer)s (fil %(thread)s)."),
    AuditAction.SIGNED_IN: lazy("Connexion de %(who)s, par la porte « %(door)s »."),
    AuditAction.SIGN_IN_REFUSED: lazy("Connexion refusée à %(whom)s, par la porte « %(door)s ». %(problem)s"),
    AuditAction.REPETITIONS_COUNTED: lazy("%(repeated)s, %(number)s fois le %(on)s, pour %(whom)s."),
    AuditAction.BROWSER_KNOWN: lazy(
        "Un navigateur est reconnu pour le code de %(whom)s (%(space)s), par le lien envoyé à son adresse."
    ),
    AuditAction.IDENTITY_PROPOSED: lazy(
        "Un compte inconnu a l'adresse de %(whom)s : un code y est envoyé pour le confirmer. Rien n'est relié avant."
    ),
    AuditAction.IDENTITY_TIED: lazy("%(who)s a confirmé un compte par le code reçu à son adresse : il lui est relié."),
    AuditAction.IDENTITY_CONFIRMED: lazy("%(who)s a confirmé de nouveau son identité, par la porte « %(door)s »."),
    AuditAction.SIGNED_OUT: lazy("Déconnexion de %(who)s."),
    AuditAction.SESSION_REVOKED: lazy("%(who)s a fermé une ou plusieurs de ses sessions."),
    AuditAction.EMPLOYER_CHOSEN: lazy("%(who)s agit maintenant pour %(employer)s, dans l'espace %(space)s."),
    AuditAction.CODE_ISSUED: lazy(
        "%(who)s a fait remettre un code d'utilisateur à %(person)s, pour l'espace %(space)s."
    ),
    AuditAction.STAFF_REMOVED: lazy(
        "%(who)s a retiré %(recipient)s du personnel de la Commission (raison : %(recovery)s)."
    ),
    AuditAction.SESSIONS_CLOSED: lazy("%(who)s a fermé les sessions de %(person)s (raison : %(recovery)s)."),
    AuditAction.WAYS_IN_CLOSED: lazy(
        "%(who)s a fermé les sessions de %(person)s, dont les navigateurs ne sont plus reconnus et dont les mots de "
        "passe temporaires et les liens d'entrée ne servent plus (raison : %(recovery)s)."
    ),
    AuditAction.STAFF_SESSIONS_CLOSED: lazy(
        "%(who)s a fermé les sessions de %(recipient)s, membre du personnel de la Commission (raison : %(recovery)s)."
    ),
    AuditAction.CODE_UNLOCKED: lazy(
        "%(who)s a débloqué le code d'utilisateur de %(person)s, dans l'espace %(space)s (raison : %(recovery)s)."
    ),
    AuditAction.STAFF_NAMED: lazy("%(who)s a inscrit %(recipient)s au personnel de la Commission."),
    AuditAction.PASSWORD_RESET: lazy("Un mot de passe temporaire a été demandé pour %(whom)s."),
    AuditAction.PASSWORD_CHANGED: lazy("%(who)s a changé son mot de passe."),
    AuditAction.REQUEST_BEGUN: lazy("%(who)s a commencé une demande pour %(employer)s : %(requested)s."),
    AuditAction.REQUEST_DISCARDED: lazy("%(who)s a jeté un brouillon de %(employer)s : %(requested)s."),
    AuditAction.REQUEST_FILED: lazy("%(who)s a transmis une demande de %(employer)s (%(reference)s) : %(requested)s."),
    AuditAction.REQUEST_SENT: lazy("%(who)s a envoyé une demande de %(employer)s pour confirmation : %(requested)s."),
    AuditAction.REQUEST_CONFIRMED: lazy("Une demande de %(employer)s a été confirmée par %(who)s : %(requested)s."),
    AuditAction.REQUEST_STOPPED: lazy("Une demande de %(employer)s a été arrêtée par %(who)s : %(requested)s."),
    AuditAction.REQUEST_TAKEN_BACK: lazy("%(who)s a repris la demande %(reference)s de %(employer)s : %(requested)s."),
    AuditAction.REQUEST_ACKNOWLEDGED: lazy(
        "%(who)s a accusé réception de la demande %(reference)s de %(employer)s : %(requested)s."
    ),
    AuditAction.REQUEST_TAKEN_IN_HAND: lazy(
        "%(who)s a pris en charge la demande %(reference)s de %(employer)s : %(requested)s."
    ),
    AuditAction.REQUEST_QUESTIONED: lazy(
        "%(who)s a posé une question sur la demande %(reference)s de %(employer)s : %(requested)s."
    ),
    AuditAction.REQUEST_ANSWERED: lazy(
        "%(who)s a répondu à la question posée sur la demande %(reference)s de %(employer)s : %(requested)s."
    ),
    AuditAction.REQUEST_CLOSED: lazy("%(who)s a terminé la demande %(reference)s de %(employer)s : %(requested)s."),
    AuditAction.REQUEST_DECLINED: lazy("%(who)s a refusé la demande %(reference)s de %(employer)s : %(requested)s."),
    AuditAction.REQUEST_FILE_SET: lazy(
        "%(who)s a rattaché la demande %(reference)s de %(employer)s au dossier %(file)s : %(requested)s."
    ),
    AuditAction.REQUEST_REROUTED: lazy(
        "%(who)s a envoyé la demande %(reference)s de %(employer)s à un autre bureau, de « %(from_desk)s » à "
        "« %(to_desk)s » : %(requested)s."
    ),
    AuditAction.COPY_HANDED_OVER: lazy(
        "%(who)s a inscrit que la copie de la demande %(reference)s de %(employer)s a été remise le %(on)s : "
        "%(requested)s."
    ),
    AuditAction.REQUEST_WORKER_TOLD: lazy(
        "%(who)s a inscrit que la personne visée par la demande %(reference)s de %(employer)s est avisée : "
        "%(requested)s."
    ),
    AuditAction.REQUEST_DOCUMENT: lazy(
        "%(who)s a répondu par un document à la demande %(reference)s de %(employer)s : %(requested)s."
    ),
    AuditAction.SECRETS_EXPORTED: lazy("%(who)s a exporté les numéros protégés des demandes."),
    AuditAction.PIECE_ATTACHED: lazy("%(who)s a joint une pièce à une demande de %(employer)s : %(requested)s."),
    AuditAction.PIECE_REMOVED: lazy("%(who)s a retiré une pièce d'une demande de %(employer)s : %(requested)s."),
    AuditAction.PIECE_OPENED: lazy(
        "%(who)s a ouvert une pièce de la demande %(reference)s de %(employer)s : %(requested)s."
    ),
    AuditAction.MEDICAL_PIECE_OPENED: lazy(
        "%(who)s a ouvert une pièce médicale de la demande %(reference)s de %(employer)s : %(requested)s."
    ),
    AuditAction.PIECE_MOVED: lazy(
        "%(who)s a déplacé du côté médical une pièce d'une demande de %(employer)s : %(requested)s."
    ),
    AuditAction.EMAIL_SENT: lazy("Courriel à %(address)s, accepté par le serveur (%(kind)s) : %(answer)s"),
    AuditAction.EMAIL_FAILED: lazy("Courriel à %(address)s, refusé pour de bon (%(kind)s) : %(answer)s"),
    AuditAction.ALERT_SETTLED: lazy(
        "%(who)s a classé une exception de %(employer)s : %(alert)s (motif : « %(reason)s »)."
    ),
    AuditAction.ALARM_RAISED: lazy("Une alarme est ouverte (%(about)s) : %(alarm)s."),
    AuditAction.ALARM_SETTLED: lazy("Une alarme s'est réglée d'elle-même (%(about)s) : %(alarm)s."),
    AuditAction.ALARM_SET_ASIDE: lazy(
        "%(who)s a mis de côté une alarme (%(about)s) : %(alarm)s (motif : « %(reason)s »)."
    ),
    AuditAction.ALARM_RETRIED: lazy("%(who)s a demandé un nouvel essai (%(about)s) : %(alarm)s."),
    AuditAction.JOURNAL_EXPORTED: lazy("%(who)s a exporté le journal (filtres : %(filters)s)."),
    AuditAction.LIST_EXPORTED: lazy("%(who)s a exporté une liste, « %(list)s » (filtres : %(filters)s)."),
    AuditAction.JOURNAL_ACCEPTED: lazy(
        "%(who)s a pris acte de ce que la vérification du journal a trouvé (motif : « %(reason)s »)."
    ),
    AuditAction.CLOCK_MOVED: lazy("%(who)s a déplacé l'horloge de la démonstration : %(to)s."),
}
#: For an action that the journal keeps and the code no longer knows.
UNKNOWN = lazy("%(who)s : %(action)s.")


def sentence(entry: Entry) -> str:
    """Return what happened in the language of the page, as a text."""
    return filled(_message(entry), words_of(entry))


def sentence_on_page(entry: Entry) -> Markup:
    """Return what happened as HTML, in which what stays French is marked."""
    return filled(escape(_message(entry)), words_of(entry))


def _message(entry: Entry) -> str:
    return str(SENTENCES[AuditAction(entry.action)] if entry.action in set(AuditAction) else UNKNOWN)


def sentence_of_registry(event: RegistryEvent) -> str:
    """What the registry brought, in the language of the page."""
    said = {"what": label(event.what), "from_day": day(event.from_on), "last_day": day(last_day(event.until_on))}
    if event.until_on is None:
        return str(_("Le registre inscrit : %(what)s, depuis le %(from_day)s.", **said))
    return str(_("Le registre inscrit : %(what)s, du %(from_day)s au %(last_day)s.", **said))


def action_label(entry: Entry) -> str:
    """The kind of entry."""
    return label(AuditAction(entry.action)) if entry.action in set(AuditAction) else entry.action
