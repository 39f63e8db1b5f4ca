"""The history of a person's rights, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.queries.grants import last_day
from app.vocabulary.audit import AuditAction
from app.web.filters import day, label

if TYPE_CHECKING:
    from app.queries.access_history import RightEvent


def sentence(event: RightEvent) -> str:
    """What happened, who did it, and until when it was to last."""
    if event.action is None:
        return _from_registry(event)
    said = {
        AuditAction.ACCESS_GRANTED: _("%(actor)s a accordé : %(services)s, jusqu'au %(day)s."),
        AuditAction.ACCESS_CHANGED: _("%(actor)s a changé l'échéance de : %(services)s, maintenant le %(day)s."),
        AuditAction.ACCESS_REVOKED: _("%(actor)s a retiré : %(services)s."),
        AuditAction.PERSON_ENROLLED: _("%(actor)s a inscrit cette personne."),
        AuditAction.PERSON_REMOVED: _("%(actor)s a retiré cette personne, avec tous ses droits."),
        AuditAction.PERSON_LEAVES: (
            _("%(actor)s a inscrit son départ : dernier jour le %(day)s.")
            if event.until_on
            else _("%(actor)s a retiré le départ prévu.")
        ),
        AuditAction.ROLE_GIVEN: _("%(actor)s lui a confié la gestion des droits d'accès."),
        AuditAction.ROLE_LEFT: _("%(actor)s a quitté la gestion des droits d'accès."),
        AuditAction.ROLE_TAKEN_BACK: _("%(actor)s lui a repris la gestion des droits d'accès."),
        AuditAction.ABSENCE_RECORDED: _("%(actor)s a inscrit une absence, jusqu'au %(day)s."),
        AuditAction.ABSENCE_CANCELLED: _("%(actor)s a mis fin à l'absence et au remplacement."),
        AuditAction.REPRESENTATIVE_ASSIGNED: _(
            "%(actor)s a affecté cette personne, pour son cabinet : %(services)s, jusqu'au %(day)s."
        ),
        AuditAction.REPRESENTATIVE_UNASSIGNED: _("%(actor)s a mis fin à ce que le mandat lui donnait : %(services)s."),
        AuditAction.CODE_ISSUED: _("%(actor)s a fait remettre un code d'utilisateur."),
    }[event.action]
    return str(said) % {"actor": event.actor, "services": _services(event), "day": day(last_day(event.until_on))}


def _services(event: RightEvent) -> str:
    return "; ".join(label(service) for service in event.services)


def _from_registry(event: RightEvent) -> str:
    what = _services(event) if event.role is None else label(event.role)
    said = {"what": what, "from_day": day(event.from_on), "last_day": day(last_day(event.until_on))}
    if event.until_on is None:
        return str(_("Le registre inscrit : %(what)s, depuis le %(from_day)s.", **said))
    return str(_("Le registre inscrit : %(what)s, du %(from_day)s au %(last_day)s.", **said))
