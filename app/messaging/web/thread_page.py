"""One thread, as either side reads it: its head, its messages, what happened to it, who has seen it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from flask import request, url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.messaging.actions.seals import may_seal
from app.messaging.queries.messages import (
    PAGE,
    count_messages,
    drafts_of,
    events_of,
    opened_by,
    sights_of,
    thread_messages,
)
from app.messaging.queries.pieces import pieces_of
from app.messaging.web.lists import about, since
from app.messaging.web.pieces import PieceView, PieceWays, piece_views
from app.messaging.words import (
    DeskTurn,
    EventKind,
    MessageKind,
    SealReason,
    Side,
    Subject,
    Turn,
)
from app.site.web.page.filters import French, instant, label
from app.site.web.page.paging import Paging, numbered
from app.vocabulary.accounts import StaffRole

if TYPE_CHECKING:
    from app.messaging.models import MessagePiece
    from app.messaging.queries.messages import EventRow, MessageRow, Sight
    from app.messaging.queries.threads import ThreadHead
    from app.registry.queries.sessions import Principal

DAY = timedelta(days=1)
Pairs = tuple[tuple[str, str], ...]


class MessageView(NamedTuple):
    """One message in words. `sealed`: the trace that stands in its place; `seal_href`: where it can be sealed."""

    who: str
    when: str
    kind: str
    words: str
    sealed: str
    seal_href: str
    theirs: bool
    pieces: tuple[PieceView, ...]


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One thread. `gestures`: what else can be done, as (text, address), by a page or at once (`posts`)."""

    title: str
    caption: str
    back_href: str
    facts: Pairs
    state: str
    reply: tuple[str, str] | None
    gestures: Pairs
    posts: Pairs
    messages: tuple[MessageView, ...]
    paging: Paging
    seen: tuple[str, ...]
    history: list[tuple[str, str]]
    linked: Pairs


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the links of a thread lead, on one side: (text, address); `pieces`: where those of its pieces do."""

    back_href: str
    seal: str
    show: str
    pieces: PieceWays
    reply: tuple[str, str] | None
    gestures: Pairs = ()
    posts: Pairs = ()


#: Where the pieces of a message lead an employer's person.
OF_PARTY = PieceWays("messaging.piece")


def at_desk(principal: Principal, *, answers: bool) -> PieceWays:
    """Where they lead whoever answers at a desk; what was moved to the medical side is for agents alone."""
    if not answers:
        return PieceWays()
    moved = "message_desk.medical_piece" if StaffRole.AGENT in principal.staff_roles else ""
    return PieceWays("message_desk.piece", "message_desk.move", moved)


def side_of(principal: Principal) -> Side:
    """The side on which somebody reads."""
    return Side.COMMISSION if principal.kind == "staff" else Side.PARTY


def thread_page(head: ThreadHead, principal: Principal, facts: Pairs, ways: Ways) -> ThreadPage:
    """The page of a thread, the latest message first."""
    session, side = db.session(), side_of(principal)
    until = clock.start_of(clock.today() + DAY)
    total = count_messages(session, head.id, until)
    number = max(1, min(request.args.get("page", 1, type=int), -(-total // PAGE)))
    sealed_words = StaffRole.AUDITOR in principal.staff_roles
    read_to = opened_by(session, head.id, "staff") if side is Side.PARTY else 0
    rows = thread_messages(session, head.id, until, sealed_words=sealed_words, offset=(number - 1) * PAGE)
    attached = pieces_of(session, [row.id for row in rows])
    own, writing = drafts_of(session, head.id, principal)
    reply = (_("Reprendre ma réponse"), ways.reply[1]) if ways.reply and own else ways.reply
    return ThreadPage(
        title=label(Subject(head.subject)),
        caption=about(head),
        back_href=ways.back_href,
        facts=facts,
        state=_state(head, side),
        reply=reply,
        gestures=ways.gestures,
        posts=ways.posts,
        messages=tuple(
            _message(row, head, principal, ways, attached.get(row.id, []), sealable=row.id > read_to) for row in rows
        ),
        paging=numbered(number, PAGE, total),
        seen=(*_seen(sights_of(session, head.id, principal.kind), head), *_writing(writing)),
        history=[_event(row) for row in events_of(session, head.id, side)],
        linked=_linked(head, ways),
    )


def _state(head: ThreadHead, side: Side) -> str:
    words = (Turn if side is Side.PARTY else DeskTurn)(head.turn)
    when = since(head.turn_since_at, clock.today())
    if head.turn == Turn.CLOSED:
        return str(_("Fermé depuis : %(when)s. Une réponse ouvre un nouveau fil, lié à celui-ci.", when=when))
    return str(_("%(whose)s, depuis : %(when)s", whose=label(words), when=when))


def _message(
    row: MessageRow,
    head: ThreadHead,
    principal: Principal,
    ways: Ways,
    pieces: list[MessagePiece],
    *,
    sealable: bool,
) -> MessageView:
    side = side_of(principal)
    seals = sealable and bool(ways.seal) and row.sealed_at is None and may_seal(side, principal, row)
    who = row.author_name
    if row.side == Side.COMMISSION:
        who = _("%(name)s, à la Commission", name=row.author_name)
    return MessageView(
        who=str(who),
        when=instant(row.sent_at),
        kind="" if row.kind == MessageKind.MESSAGE else label(MessageKind(row.kind)),
        words=row.words,
        sealed=sealed_text(row),
        seal_href=url_for(ways.seal, public_id=head.public_id, message=row.public_id) if seals else "",
        theirs=row.side != side,
        pieces=() if row.sealed_at else piece_views(pieces, head, ways.pieces),
    )


def sealed_text(row: MessageRow) -> str:
    """The trace that a sealed message leaves: by whom, when and why; empty for any other."""
    if row.sealed_at is None:
        return ""
    reason = label(SealReason((row.sealed or {})["reason"])).lower()
    who, when = row.sealed_by, instant(row.sealed_at)
    return str(_("Message scellé par %(who)s, le %(when)s (%(reason)s).", who=who, when=when, reason=reason))


def _seen(sights: list[Sight], head: ThreadHead) -> list[str]:
    """Who of one's own side has seen the last message: opened it, or only seen it in the list."""
    opened = [one for one in sights if one.opened_at and one.opened_id >= head.last_message_id]
    listed = [one for one in sights if one not in opened and one.seen_id >= head.last_message_id]
    return [
        *(_("Ouvert par %(name)s, le %(when)s", name=one.reader_name, when=instant(one.opened_at)) for one in opened),
        *(
            _("Vu dans la liste par %(name)s, le %(when)s", name=one.reader_name, when=instant(one.seen_at))
            for one in listed
        ),
    ]


def _writing(names: list[str]) -> list[str]:
    return [_("%(name)s a commencé une réponse.", name=name) for name in names]


def _event(row: EventRow) -> tuple[str, str]:
    return instant(row.at), str(_happened(row))


def _happened(row: EventRow) -> str:
    who = row.actor_name
    if row.kind == EventKind.REROUTED:
        before, after = (French(row.details[name]) for name in ("from_desk", "to_desk"))
        said = _("%(who)s a confié ce fil à un autre bureau : %(before)s, puis %(after)s.")
        return str(said) % {"who": who, "before": before, "after": after}
    if row.kind == EventKind.TAKEN:
        left = row.details.get("left")
        return str(_("%(who)s n'y répond plus.", who=who) if left else _("%(who)s répond de ce fil.", who=who))
    if row.kind == EventKind.SEALED:
        reason = label(SealReason(row.details["reason"])).lower()
        return str(_("%(who)s a scellé un message (%(reason)s).", who=who, reason=reason))
    if row.kind == EventKind.MOVED:
        return str(_("%(who)s a déplacé une pièce du côté médical.", who=who))
    return str(_("%(who)s a fermé ce fil.", who=who))


def _linked(head: ThreadHead, ways: Ways) -> Pairs:
    links = (
        (_("Le fil fermé que celui-ci continue"), head.follows),
        (_("Le fil qui continue celui-ci"), head.followed_by),
    )
    return tuple((str(text), url_for(ways.show, public_id=public_id)) for text, public_id in links if public_id)
