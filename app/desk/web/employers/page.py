"""What the pages of employers receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app.desk.web.employers.band import Band, draw, since_until, window_of
from app.ledger.queries.intervals import is_over
from app.site.web.page.filters import neq
from app.site.web.page.paging import Head, Paging, Sorting, head, here_with, numbered
from app.site.web.page.spoken import Spoken, spoken
from app.vocabulary.notices import Channel

if TYPE_CHECKING:
    from datetime import date

    from app.desk.queries.employer_picture import PersonRow, RecipientRow, Stretch
    from app.desk.web.employers.forms import SearchForm
    from app.notices.queries.lists import SendingRow
    from app.registry.models.employers import Employer
    from app.resolver.queries.employers import EmployerPage, EmployerRow
    from app.resolver.queries.facts import EmployerFacts


@dataclass(frozen=True, slots=True)
class ListPage:
    """The employers that answer a search."""

    title: str
    form: SearchForm
    heads: tuple[Head | str, ...]
    rows: tuple[EmployerRow, ...]
    paging: Paging
    narrowed: bool


def list_page(form: SearchForm, found: EmployerPage, now: Sorting) -> ListPage:
    """The page of a search; its neighbours are known by where they begin."""
    paging = Paging(
        here_with(before=found.previous, after=None) if found.previous else None,
        here_with(after=found.following, before=None) if found.following else None,
    )
    narrowed = bool(form.q.data or form.situation.data or form.channel.data)
    sortable = head(_("Nom"), "name", now), head(_("NEQ"), "neq", now)
    heads = (*sortable, _("Situation"), _("Canal"), _("Peuvent lire à l'écran"))
    return ListPage(_("Employeurs"), form, heads, found.rows, paging, narrowed)


@dataclass(frozen=True, slots=True)
class Picture:
    """One employer, whole. `now` is the stretch of today; `stops_on` is the day when paper stops, if it is to come.

    The addresses of what can be done are None for a role that may not.
    """

    title: str
    caption: str
    employer: Employer
    address: tuple[str, ...]
    usable: bool
    now: Stretch
    why: Spoken
    later: Stretch | None
    band: Band
    stretches: tuple[tuple[Stretch, str], ...]
    people: Sequence[PersonRow]
    people_total: int
    people_paging: Paging
    recipients: Sequence[RecipientRow]
    forgotten: int
    stops_on: date | None
    notices: Sequence[SendingRow]
    withdrawal_on: date | None
    prior_notice_on: date | None
    withdrawal_href: str | None
    deposit_href: str | None
    write_href: str | None
    notices_href: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the queries say of one employer on a day."""

    employer: Employer
    usable: bool
    facts: EmployerFacts
    stretches: Sequence[Stretch]
    people: Sequence[PersonRow]
    people_total: int
    recipients: Sequence[RecipientRow]
    notices: Sequence[SendingRow]


def picture(found: Found, today: date, number: int, *, may_deposit: bool, may_see_dates: bool) -> Picture:
    """The page of one employer."""
    employer, stretches = found.employer, found.stretches
    place = next(at for at, each in enumerate(stretches) if _holds(each, today))
    later = stretches[place + 1] if place + 1 < len(stretches) else None
    stops = next((each for each in stretches[place:] if each.ruling.outcome is Channel.ELECTRONIC), None)
    return Picture(
        title=employer.name,
        caption=f"NEQ {neq(employer.neq)}",
        employer=employer,
        address=_address(employer),
        usable=found.usable,
        now=stretches[place],
        why=spoken(stretches[place].ruling, stretches[place].ruling.rule),
        later=later,
        band=draw(found.facts, stretches, today),
        stretches=tuple((each, since_until(each.from_on, each.until_on)) for each in stretches),
        people=found.people,
        people_total=found.people_total,
        people_paging=numbered(number, 50, found.people_total),
        recipients=found.recipients,
        forgotten=sum(not one.enrolled for one in found.recipients) if stops else 0,
        stops_on=stops.from_on if stops and stops is not stretches[place] else None,
        notices=found.notices,
        withdrawal_on=found.facts.withdrawal_on,
        prior_notice_on=found.facts.prior_notice_on,
        withdrawal_href=_href("withdrawals.employer", employer) if may_see_dates else None,
        deposit_href=_href("deposits.choose_file", employer) if may_deposit else None,
        write_href=_href("message_desk.new", employer) if may_deposit else None,
        notices_href=url_for("notices.sendings", employer=employer.public_id),
    )


def _href(endpoint: str, employer: Employer) -> str:
    return url_for(endpoint, employer_id=employer.public_id)


def _holds(stretch: Stretch, on: date) -> bool:
    return (stretch.from_on is None or stretch.from_on <= on) and not is_over(stretch, on)


def _address(employer: Any) -> tuple[str, ...]:
    lines = (
        employer.attention,
        employer.address_line1,
        employer.address_line2,
        f"{employer.city} ({employer.province})  {employer.postal_code}" if employer.city else employer.postal_code,
    )
    return tuple(line for line in lines if line)


__all__ = ["Found", "ListPage", "Picture", "list_page", "picture", "window_of"]
