"""What the page of those who invite receives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.registry.words.invitations import InvitationState
from app.resolver.queries.grants import last_day
from app.site.web.forms.exports import export_hrefs
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import day, instant, label
from app.site.web.page.paging import Head, Paging, Sorting, head, numbered
from app.site.web.reasons.words import SHORT_NAMES
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.invitations.web.invitations.forms import StateForm
    from app.registry.queries.invitations import InvitationRow
    from app.site.web.page.shell import NavItem

SIZE = 50
TONES = {
    InvitationState.SENT: "wait",
    InvitationState.ACCEPTED: "good",
    InvitationState.REFUSED: "closed",
    InvitationState.CANCELLED: "closed",
    InvitationState.EXPIRED: "alert",
}


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One invitation; the gestures are empty where they have no object."""

    name: str
    email: str
    services: str
    until: str
    state: InvitationState
    tone: str
    said: str
    by: str
    resend_href: str
    cancel_href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The invitations of a space."""

    title: str
    rooms: tuple[NavItem, ...]
    filters: StateForm
    narrowed: bool
    heads: tuple[Head | str, ...]
    lines: tuple[InvitationLine, ...]
    total: int
    paging: Paging
    exports: tuple[tuple[str, str], ...]


def list_page(
    found: Sequence[InvitationRow], total: int, number: int, filters: StateForm, now: Sorting, *, narrowed: bool
) -> ListPage:
    """One page of them."""
    return ListPage(
        title=_("Invitations"),
        rooms=access_rooms(),
        filters=filters,
        narrowed=narrowed,
        heads=(
            head(_("Personne"), "name", now),
            _("Ce qui est proposé"),
            head(_("Dernier jour"), "until", now),
            _("État"),
            _("Gestes"),
        ),
        lines=tuple(_line(row) for row in found),
        total=total,
        paging=numbered(number, SIZE, total),
        exports=export_hrefs("invitations.export"),
    )


def _line(row: InvitationRow) -> InvitationLine:
    one, public_id = row.invitation, row.invitation.public_id
    last_on, is_open = last_day(one.until_on), row.state in (InvitationState.SENT, InvitationState.EXPIRED)
    return InvitationLine(
        name=f"{one.given_name} {one.family_name}",
        email=one.email,
        services=", ".join(str(SHORT_NAMES[OnlineService(code)]) for code in one.services),
        until=day(last_on) if last_on else "—",
        state=row.state,
        tone=TONES[row.state],
        said=_said(row),
        by=row.by,
        resend_href=url_for("invitations.resend", invitation=public_id) if is_open else "",
        cancel_href=url_for("invitations.cancel", invitation=public_id) if is_open else "",
    )


def export_table(rows: Iterable[InvitationRow]) -> Iterator[list[str]]:
    """The invitations as a table."""
    yield [
        _("Personne"),
        _("Courriel"),
        _("Ce qui est proposé"),
        _("Dernier jour"),
        _("État"),
        _("Depuis"),
        _("Invitée par"),
    ]
    for row in rows:
        line, last_on = _line(row), last_day(row.invitation.until_on)
        until = last_on.isoformat() if last_on else ""
        yield [line.name, line.email, line.services, until, label(line.state), line.said, line.by]


def _said(row: InvitationRow) -> str:
    one = row.invitation
    if row.state is InvitationState.SENT:
        days = (clock.day_of(one.expires_at) - clock.today()).days
        return str(_("jusqu'au %(until)s (jours restants : %(days)s)", until=instant(one.expires_at), days=days))
    if row.state is InvitationState.EXPIRED:
        return str(_("le %(at)s, sans réponse", at=day(clock.day_of(one.expires_at))))
    return str(_("le %(at)s", at=day(clock.day_of(one.settled_at)))) if one.settled_at else ""
