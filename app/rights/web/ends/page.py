"""What the pages of rights that end receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.resolver.queries.grants import last_day
from app.rights.actions.ends import renewed_until
from app.rights.queries.ends import leaves_only_granters, makes_hole
from app.rights.web.grants.page import leaves_in_words
from app.rights.web.losses.coverage import coverage_view
from app.rights.web.losses.losing import LossPage
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import day, label
from app.site.web.page.paging import Paging, numbered
from app.vocabulary import delays

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.people import Member
    from app.rights.queries.ends import EndingRight, EndingRights, RightKey
    from app.rights.web.ends.forms import AcceptForm, HeirForm, RenewForm
    from app.site.web.page.shell import NavItem

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class EndLine:
    """One right that ends. `warning` says what nobody would do any more; `renewed` is the last day once renewed.

    It is empty for a right that ends because the person leaves, which `leaves` says.
    """

    key: str
    name: str
    service: str
    person_href: str
    last_on: str
    granter: str
    is_left: bool
    warning: str
    thin: str
    renewed: str
    leaves: str
    replace_href: str


@dataclass(frozen=True, slots=True)
class HoleLine:
    """An end that has left a hole: who had what, until when, and where to give it to somebody."""

    text: str
    grant_href: str


@dataclass(frozen=True, slots=True)
class EndsPage:
    """The rights that end soon, and the holes that others have left. `reminders`: how long before, an end is told.

    `others`: says how many more end with a mandate or an absence, which are changed elsewhere.
    """

    title: str
    rooms: tuple[NavItem, ...]
    lines: tuple[EndLine, ...]
    holes: tuple[HoleLine, ...]
    paging: Paging
    reminders: str
    others: str


def ends_page(
    ending: EndingRights, holes: Sequence[RightKey], names: dict[int, Member], others: int, on: date
) -> EndsPage:
    """The page of a space."""
    return EndsPage(
        title=_("Droits qui finissent"),
        rooms=access_rooms(),
        lines=tuple(_line(one, on) for one in ending.rows),
        holes=tuple(_hole(key, names) for key in holes),
        paging=numbered(ending.number, PAGE_SIZE, ending.total),
        reminders=_reminders(),
        others=_others(others),
    )


def _others(number: int) -> str:
    if not number:
        return ""
    text: str = ngettext(
        "%(num)s autre droit finit d'ici %(days)s jours, avec un mandat ou un remplacement :",
        "%(num)s autres droits finissent d'ici %(days)s jours, avec un mandat ou un remplacement :",
        number,
        days=delays.ENDS_SOON.days,
    )
    return text


def _reminders() -> str:
    """The days of the reminders, the farthest first, as one says them."""
    *first, last = (ngettext("%(num)s jour", "%(num)s jours", days) for days in reversed(delays.END_REMINDERS))
    return str(_(" et ")).join(filter(None, (", ".join(first), last)))


def _line(ending: EndingRight, on: date) -> EndLine:
    person, key = ending.person, ending.key
    hole = makes_hole(ending)
    view = coverage_view(ending.after) if hole or ending.after.is_thin else None
    renewed = last_day(renewed_until(ending.since_on, key.until_on, on, ending.leaves_on))
    return EndLine(
        key=ending.public_key,
        name=person.name,
        service=label(key.service),
        person_href=url_for("access.person", person=person.public_id),
        last_on=day(last_day(key.until_on)),
        granter=ending.granter or _("Registre"),
        is_left=ending.is_left,
        warning=view.title if view and hole else "",
        thin=view.title if view and not hole and leaves_only_granters(ending) else "",
        renewed="" if ending.ends_with_role else day(renewed),
        leaves=leaves_in_words(ending.leaves_on) if ending.ends_with_role else "",
        replace_href=url_for("access_ends.replace", person=person.public_id, service=key.service),
    )


def _hole(key: RightKey, names: dict[int, Member]) -> HoleLine:
    member = names.get(key.person_id)
    said = {"service": label(key.service), "day": day(last_day(key.until_on))}
    if member is None:
        text = _("%(service)s : le droit a pris fin le %(day)s, et personne n'a pris la suite.", **said)
    else:
        name = member.name
        text = _("%(service)s : le droit de %(name)s a pris fin le %(day)s, sans suite.", name=name, **said)
    return HoleLine(text, url_for("access.grant", service=key.service.value))


def hole_page(chosen: Sequence[EndingRight], form: AcceptForm) -> LossPage:
    """The confirmation."""
    holes = [ending for ending in chosen if makes_hole(ending)]
    view = coverage_view(holes[-1].after)
    form.accepted.label.text = view.accept
    return LossPage(
        title=_("Laisser finir, et laisser un vide?"),
        caption="",
        form=form,
        coverage=view,
        must_accept=True,
        rows=tuple((ending.person.name, f"{label(ending.key.service)}, {_until(ending)}") for ending in chosen),
        values=(("confirm", "y"), ("gesture", "leave"), *(("keys", ending.public_key) for ending in chosen)),
        button=_("Laisser finir quand même"),
        back_href=url_for("access_ends.index"),
    )


def renew_page(chosen: Sequence[EndingRight], form: RenewForm, on: date) -> GesturePage:
    """Rights to renew, each with the day that it would have, to be confirmed with the duty that goes with them."""
    keys = (("keys", ending.public_key) for ending in chosen)
    return GesturePage(
        title=ngettext("Renouveler ce droit?", "Renouveler ces %(num)s droits?", len(chosen)),
        caption="",
        form=form,
        button=_("Renouveler"),
        kind="primary",
        rows=tuple((ending.person.name, f"{label(ending.key.service)}, {_renewed(ending, on)}") for ending in chosen),
        values=(("confirm", "y"), ("gesture", "renew"), *keys),
        back_href=url_for("access_ends.index"),
    )


def _renewed(ending: EndingRight, on: date) -> str:
    until_on = renewed_until(ending.since_on, ending.key.until_on, on, ending.leaves_on)
    return str(_("jusqu'au %(day)s", day=day(last_day(until_on))))


def _until(ending: EndingRight) -> str:
    return str(_("jusqu'au %(day)s", day=day(last_day(ending.key.until_on))))


def replace_page(ending: EndingRight, form: HeirForm, on: date) -> GesturePage:
    """The page of one right."""
    until = day(last_day(renewed_until(ending.since_on, ending.key.until_on, on)))
    last_on = day(last_day(ending.key.until_on))
    return GesturePage(
        title=_("Confier ce droit à une autre personne"),
        caption=ending.person.name,
        form=form,
        rows=((_("Service"), label(ending.key.service)), (_("Dernier jour"), last_on)),
        sentences=_handed_over(ending, until) if form.offer.total else (),
        button=_("Confier le droit"),
        kind="primary",
        back_href=url_for("access_ends.index"),
    )


def _handed_over(ending: EndingRight, until: str) -> tuple[str, ...]:
    last_on = day(last_day(ending.key.until_on))
    return (
        _("%(name)s garde ce droit jusqu'au %(day)s, puis il finit.", name=ending.person.name, day=last_on),
        _(
            "La personne choisie l'a à partir du lendemain, le %(begins)s, jusqu'au %(day)s.",
            begins=day(ending.key.until_on),
            day=until,
        ),
        _("Si elle doit commencer plus tôt, accordez-lui aussi ce droit dès maintenant."),
        _("La personne choisie en est avisée par courriel, si son adresse est connue."),
    )
