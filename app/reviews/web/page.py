"""What the pages of reviews receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.registry.words.reviews import ReviewCause
from app.resolver.domain import rules
from app.reviews.queries.causes import Difference
from app.reviews.queries.reviews import ReviewedRight, unsettled
from app.reviews.web import sentences
from app.reviews.web.forms import CHANGED, EVERY_SERVICE, OWN, TO_DECIDE, named
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import day, instant
from app.site.web.page.paging import Paging, numbered
from app.site.web.page.spoken import Spoken, spoken
from app.site.web.reasons.words import SLUGS
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.reviews.models import AccessReview
    from app.reviews.queries.reviews import PastReview
    from app.reviews.web.forms import RightsFilterForm
    from app.site.web.page.shell import NavItem

#: How many people a page shows.
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The review that waits: why, until when, what remains."""

    cause: str
    due: str
    is_late: bool
    progress: str
    href: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The reviews of a space: the one under way, and those that were attested.

    `is_asked`: the text that asks for one speaks of this space.
    """

    title: str
    rooms: tuple[NavItem, ...]
    is_asked: bool
    under_way: UnderWay | None
    past: tuple[tuple[str, str, str, str], ...]


def index_page(
    space: Space, review: AccessReview | None, rights: Sequence[ReviewedRight], past: Sequence[PastReview], on: date
) -> IndexPage:
    """The reviews of the giver's space."""
    return IndexPage(
        title=_("Vérification annuelle des droits d'accès"),
        rooms=access_rooms(),
        is_asked=space is Space.GUICHET_SST,
        under_way=under_way(review, rights, on) if review else None,
        past=tuple(
            (
                instant(each.attested_at),
                each.attested_by,
                sentences.cause(each.cause, asked=each.asked),
                url_for("access_reviews.attestation", review=each.public_id),
            )
            for each in past
        ),
    )


def under_way(review: AccessReview, rights: Sequence[ReviewedRight], on: date) -> UnderWay:
    """The review under way, in a few words."""
    href = url_for("access_reviews.show", review=review.public_id)
    return UnderWay(
        sentences.cause(ReviewCause(review.cause), asked=review.opened_by_id is not None),
        due(review, on),
        on > review.due_on,
        progress(rights, on),
        href,
    )


def due(review: AccessReview, on: date) -> str:
    """Until when; being late takes nothing from anybody."""
    if on > review.due_on:
        late = _("À attester depuis le %(day)s : c'est en retard. Personne ne perd son accès pour autant.")
        return str(late % {"day": day(review.due_on)})
    return str(_("À attester au plus tard le %(day)s.", day=day(review.due_on)))


def progress(rights: Sequence[ReviewedRight], on: date) -> str:
    """How many remain."""
    left = len(unsettled(rights, on))
    if left == 0:
        return str(_("Tout est décidé : il reste à attester."))
    words = ngettext("%(num)s droit reste à décider", "%(num)s droits restent à décider", left)
    return str(_("%(left)s, sur %(total)s.", left=words, total=len(rights)))


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right on the page. `value` names it in forms; gestures that have no object are false."""

    id: str
    value: str
    service: str
    about: str
    text: str
    granted_by: str
    last_use: str
    tags: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    decided: str
    by: str
    can_keep: bool
    can_change: bool
    can_acknowledge: bool


@dataclass(frozen=True, slots=True)
class PersonLines:
    """A person and their rights under review."""

    name: str
    href: str
    lines: tuple[RightLine, ...]


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Rights to go through."""

    title: str
    caption: str
    due: str
    is_late: bool
    progress: str
    left: int
    total: int
    undecided: int
    meanings: tuple[Spoken, ...]
    filters: RightsFilterForm
    narrowed: bool
    people: tuple[PersonLines, ...]
    paging: Paging
    choose_href: str
    rest_href: str
    attest_href: str


def show_page(
    review: AccessReview, rights: Sequence[ReviewedRight], filters: RightsFilterForm, own_id: int, on: date
) -> ShowPage:
    """One page of the rights that a filter keeps."""
    shown = _kept(rights, filters, on)
    people = [list(group) for _person, group in groupby(shown, key=lambda right: right.person_id)]
    paging = numbered(request.args.get("page", 1, type=int), PAGE_SIZE, len(people))
    number = _number(len(people))
    told = _told(review)
    return ShowPage(
        title=_("Vérifier les droits d'accès"),
        caption=sentences.cause(ReviewCause(review.cause), asked=review.opened_by_id is not None),
        due=due(review, on),
        is_late=on > review.due_on,
        progress=progress(rights, on),
        left=len(unsettled(rights, on)),
        total=len(rights),
        undecided=sum(right.decided is None and not right.is_ended for right in rights),
        meanings=_meanings(review),
        filters=filters,
        narrowed=bool(filters.q.data or filters.which.data),
        people=tuple(
            _person(group, told, own_id, on) for group in people[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        ),
        paging=paging,
        choose_href=url_for("access_reviews.decide", review=review.public_id, **filter_kept()),
        rest_href=url_for("access_reviews.keep_rest", review=review.public_id),
        attest_href=url_for("access_reviews.summary", review=review.public_id),
    )


def filter_kept() -> dict[str, Any]:
    """What the address says of the filter and the page, to come back to it."""
    return {name: request.args[name] for name in ("q", "which", "page") if name in request.args}


def place_of(right: ReviewedRight) -> str:
    """Name the row of a right in its page, as an address does after its `#`."""
    slug = SLUGS[right.service] if right.service else EVERY_SERVICE
    return f"right-{slug}-{right.person_public_id}"


def href_after(
    review: str, rights: Sequence[ReviewedRight], filters: RightsFilterForm, last: ReviewedRight | None, on: date
) -> str:
    """Lead to the next right to decide after the last one that was, or back to that one, on whatever page it stands."""
    kept = {**filter_kept(), "review": review}
    shown = _kept(rights, filters, on)
    at = rights.index(last) if last in rights else 0
    ahead = [*rights[at:], *rights[:at]]
    following = [right for right in ahead if not right.is_settled(on) and right in shown]
    target = following[0] if following else last
    if target is None or target not in shown:
        return url_for("access_reviews.show", **kept)
    people = list(dict.fromkeys(right.person_id for right in shown))
    page = people.index(target.person_id) // PAGE_SIZE + 1
    kept["page"] = page if page > 1 else None
    return url_for("access_reviews.show", **kept, _anchor=place_of(target))


def _number(total: int) -> int:
    return min(max(request.args.get("page", 1, type=int), 1), max(1, -(-total // PAGE_SIZE)))


def _kept(rights: Sequence[ReviewedRight], filters: RightsFilterForm, on: date) -> list[ReviewedRight]:
    words, which = (filters.q.data or "").casefold().split(), filters.which.data
    return [
        right
        for right in rights
        if all(word in right.name.casefold() for word in words)
        and not (which == TO_DECIDE and right.is_settled(on))
        and not (which == CHANGED and not right.changed)
        and not (which == OWN and not sentences.is_own(right))
    ]


Told = dict[tuple[int, str], list[Difference]]


def _told(review: AccessReview) -> Told:
    found: Told = {}
    for said in review.changes.get("differences", ()):
        each = Difference.of(said)
        found.setdefault((each.person_id, "" if each.automatic else each.service.value), []).append(each)
    return found


def _meanings(review: AccessReview) -> tuple[Spoken, ...]:
    """The rules that changed what rights mean, each once, with its source."""
    ids = {rule for said in review.changes.get("differences", ()) for rule in said["rules"]}
    rows = {row.id: row for row in rules.table("access").rows if row.id in ids}
    return tuple(spoken(rows[each], each) for each in sorted(rows))


def _person(rights: Sequence[ReviewedRight], told: Told, own_id: int, on: date) -> PersonLines:
    first = rights[0]
    href = url_for("access.person", person=first.person_public_id)
    return PersonLines(first.name, href, tuple(_line(right, told, own_id, on) for right in rights))


def _line(right: ReviewedRight, told: Told, own_id: int, on: date) -> RightLine:
    is_asked = not right.is_settled(on)
    decidable = right.service is not None and right.person_id != own_id
    notes = [sentences.difference(right.name, each) for each in told.get(right.key, ())]
    return RightLine(
        id=place_of(right),
        value=named(right.person_public_id, right.service, right.token),
        service=sentences.service_name(right),
        about=f"{right.name}, {sentences.service_name(right)}",
        text=sentences.mark(right.now),
        granted_by=right.granted_by or "—",
        last_use=_last_use(right),
        tags=_tags(right, is_asked),
        notes=tuple(note for note in (*notes, sentences.what_crossed(right)) if note),
        decided=sentences.choice_words(right.decided) if right.decided and not right.crossed else "",
        by=sentences.decided_by(right) if right.decided else "",
        can_keep=not right.is_ended,
        can_change=decidable and not right.is_ended,
        can_acknowledge=right.is_ended and is_asked,
    )


def _last_use(right: ReviewedRight) -> str:
    if right.service not in (None, OnlineService.FILE_FOLLOWUP):
        return str(_("non suivi"))
    if right.last_used_at:
        return str(_("documents : %(instant)s", instant=instant(right.last_used_at)))
    return str(_("documents : jamais"))


def _tags(right: ReviewedRight, is_asked: bool) -> tuple[tuple[str, str], ...]:
    tags = [(_("à décider"), "wait")] if is_asked else []
    if right.changed:
        tags.append((_("modifié"), "info"))
    if not right.first:
        tags.append((_("nouveau"), "info"))
    if sentences.is_own(right):
        tags.append((_("gardé par la personne elle-même"), "alert"))
    return tuple(tags)
