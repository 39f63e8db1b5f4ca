"""What an alarm asks of the Commission: the next step, as a sentence."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from flask_babel.speaklater import LazyString

from app.vocabulary import delays
from app.vocabulary.alarms import AlarmCode

_MEND = lazy(
    "Donnez le numéro et le détail à l'équipe technique : la ligne est abîmée, ou vient d'une autre version du "
    "portail. Le reste du travail continue."
)
NEXT_STEPS: dict[AlarmCode, LazyString] = {
    AlarmCode.EMAIL_NOT_COMPOSED: lazy(
        "Donnez le numéro et le détail à l'équipe technique, puis essayez de nouveau. Si le courriel ne peut pas être "
        "réparé, mettez-le de côté : l'avis qu'il porte sera imprimé si personne d'autre n'est joint. Sans geste, cela "
        "se fait après %(days)s jours.",
        days=delays.EMAIL_GIVEN_UP.days,
    ),
    AlarmCode.ANSWER_NOT_RECORDED: lazy(
        "Le courriel ne part pas une autre fois pendant ce temps. Après quelques essais, la réponse est inscrite sans "
        "ses mots, et l'avis suit son cours. Si l'alarme reste, donnez le numéro et le détail à l'équipe technique."
    ),
    AlarmCode.ANSWER_UNMATCHED: lazy(
        "La base de données a sans doute été restaurée. Avec l'équipe technique, lisez le fichier mis à part dans le "
        "dossier « answers » : il dit quel courriel était parti. Mettez ensuite l'alarme de côté."
    ),
    AlarmCode.LETTER_NOT_WRITTEN: lazy(
        "Voyez si le document joint et l'adresse sont en ordre, puis essayez de nouveau. Si la lettre ne peut pas être "
        "écrite ou imprimée, mettez-la de côté : l'avis sera retenu, avec son alerte dans les exceptions. Une lettre "
        "de désignation, elle, ne partira pas : prévenez l'employeur, qui peut en envoyer une autre."
    ),
    AlarmCode.LETTER_RETURNED: lazy(
        "Joignez l'employeur et faites inscrire une autre adresse. Tant que le jour annoncé est au dossier et n'est "
        "pas venu, un préavis repart alors de lui-même, et l'alarme se règle. Sinon, rien ne repart, ni une "
        "désignation : prévenez l'employeur, puis mettez l'alarme de côté."
    ),
    AlarmCode.MANIFEST_NOT_WRITTEN: lazy(
        "Voyez avec l'équipe technique si le dossier des lettres peut être écrit, puis essayez de nouveau : d'ici là, "
        "les nouvelles lettres de ce lot ne s'impriment pas."
    ),
    AlarmCode.NOTICE_NOT_PRINTED: lazy(
        "Joignez l'employeur autrement : aucun courriel ne l'a atteint, et la lettre ne peut pas être préparée. Donnez "
        "le numéro et le détail à l'équipe technique."
    ),
    AlarmCode.NOTICE_NOT_RELEASED: lazy(
        "Joignez le destinataire autrement : l'avis reste retenu. Donnez le numéro et le détail à l'équipe technique."
    ),
    AlarmCode.TABLE_NOT_APPLIED: _MEND,
    AlarmCode.ROW_NOT_DONE: _MEND,
    AlarmCode.TASK_NOT_DONE: lazy(
        "Donnez le nom de la tâche et le détail à l'équipe technique : elle est essayée de nouveau toute la journée."
    ),
    AlarmCode.WORK_STOPPED: lazy(
        "Prévenez l'équipe technique tout de suite : cette part du travail de fond ne se fait plus. Les autres "
        "continuent."
    ),
    AlarmCode.MAIL_SERVER_SILENT: lazy(
        "Prévenez l'équipe qui tient le serveur de courriel. Les courriels attendent et partiront d'eux-mêmes; après "
        "%(days)s jours, les avis sont imprimés.",
        days=delays.EMAIL_GIVEN_UP.days,
    ),
    AlarmCode.NOT_RECORDED: lazy(
        "Prévenez l'équipe technique tout de suite : tant que le journal ou le disque ne peut pas être écrit, aucun "
        "courriel ne part."
    ),
    AlarmCode.MAIL_WAITS: lazy(
        "Voyez si le travail de fond et le serveur de courriel fonctionnent : un courriel attend encore. Après "
        "%(days)s jours, les avis sont imprimés.",
        days=delays.EMAIL_GIVEN_UP.days,
    ),
    AlarmCode.MAXIMUM_MISSING: lazy(
        "Demandez à l'équipe technique d'inscrire ce montant avec sa source dans la table des maximums : sans lui, un "
        "remboursement de cette année-là ne peut pas être calculé."
    ),
    AlarmCode.REQUESTS_WAIT: lazy(
        "Ouvrez les demandes reçues : celles qui attendent depuis le plus longtemps viennent en premier, et portent la "
        "mention « Attend trop »."
    ),
    AlarmCode.REQUESTS_UNFETCHED: lazy(
        "Voyez si les systèmes de la Commission prennent encore les demandes; d'ici là, un agent peut en accuser "
        "réception."
    ),
    AlarmCode.REQUESTS_WITHOUT_READER: lazy(
        "Joignez l'employeur autrement : un brouillon ou une question l'attend, et personne chez lui n'a de droit, ni "
        "ne peut en donner. L'alarme cesse dès que quelqu'un le peut."
    ),
    AlarmCode.PAPER_RETURNED_ALONE: lazy(
        "Lisez au journal qui l'a fait et pourquoi, et voyez avec cette personne si c'était juste. Mettez ensuite "
        "l'alarme de côté, avec ce que vous en savez."
    ),
    AlarmCode.NO_ROOM: lazy(
        "Prévenez l'équipe technique tout de suite : sans place, rien ne peut plus être enregistré."
    ),
    AlarmCode.PROXY_NOT_COUNTED: lazy(
        "Demandez à l'équipe technique de régler TRUSTED_PROXIES, puis mettez l'alarme de côté : d'ici là, tout le "
        "monde semble venir de la même adresse."
    ),
    AlarmCode.JOURNAL_ALTERED: lazy(
        "Prévenez tout de suite la personne responsable de la sécurité : gardez la base de données et les scellés tels "
        "qu'ils sont, et faites la vérification du journal."
    ),
    AlarmCode.CHECKPOINT_NOT_WRITTEN: lazy(
        "Voyez avec l'équipe technique si le dossier des scellés peut être écrit : d'ici là, le journal n'est plus "
        "scellé hors de la base de données."
    ),
}


def next_step(code: str) -> LazyString:
    """Return what to do about an alarm; one of another version asks for the technical team."""
    return NEXT_STEPS[AlarmCode(code)] if code in set(AlarmCode) else _MEND
