"""What the pages of rights receive: the matrix, one person, the gestures on one right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app.resolver.queries.grants import last_day
from app.rights.web.grants.history import history_lines
from app.rights.web.history.page import HistoryLine
from app.site.web.forms.exports import export_hrefs, kept_here
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import day, instant, label
from app.site.web.page.paging import Head, Paging, Sorting, head, numbered
from app.site.web.reasons.words import SHORT_NAMES, SLUGS
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.registry.queries.people import PersonOfEmployer
    from app.resolver.queries.grants import ComingRight, GrantOrigin, Matrix, MatrixRow, PlannedEnd, Right
    from app.rights.queries.history import PersonHistory
    from app.rights.web.grants.forms import PeopleFilterForm
    from app.rights.web.grants.person_notes import MatrixNotes, PersonNotes
    from app.rights.web.hints.panel import UsePanel
    from app.site.web.forms.fields import Form
    from app.site.web.page.shell import NavItem
    from app.site.web.page.task import Waiting

#: People on a page, and on one that is made to be printed.
PAGE_SIZE, PRINTED_SIZE = 50, 500


def short_role(role: Role) -> str:
    """A role in a word or two."""
    names: dict[Role, str] = {
        Role.RSE: _("RSE"),
        Role.RESPONDENT: _("répondant"),
        Role.USER: _("utilisateur"),
        Role.HEALTH_PROFESSIONAL: _("professionnel de la santé"),
    }
    return names[role]


def right_in_words(right: Right) -> str:
    """« Automatique (RSE) », « Jusqu'au 3 mars 2027 », or a dash."""
    if not right.held:
        return "—"
    if right.automatic is not None:
        return str(_("Automatique (%(role)s)", role=short_role(right.automatic)))
    return str(_("Jusqu'au %(day)s", day=day(right.last_on)) if right.last_on else _("Sans échéance"))


def leaves_in_words(leaves_on: date | None) -> str:
    """« Partira le 14 décembre 2026 »: the last day of somebody who leaves the space; empty where none is known."""
    return str(_("Partira le %(day)s", day=day(last_day(leaves_on)))) if leaves_on else ""


def ending_in_words(end: PlannedEnd) -> str:
    """The end that is known of what somebody is in the space."""
    if end.by_mandate:
        return str(_("Mandat jusqu'au %(day)s", day=day(last_day(end.until_on))))
    if end.role is None:
        return leaves_in_words(end.until_on)
    return str(_("%(role)s jusqu'au %(day)s", role=label(end.role), day=day(last_day(end.until_on))))


@dataclass(frozen=True, slots=True)
class Cell:
    """One right in the matrix. `about` completes the link for who cannot see the row and the column."""

    text: str
    href: str
    about: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the matrix."""

    name: str
    href: str
    hints: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """People × services."""

    title: str
    rooms: tuple[NavItem, ...]
    intro: str
    invited: int
    asked: Waiting | None
    review: Waiting | None
    advice: tuple[str, ...]
    filters: PeopleFilterForm
    narrowed: bool
    total: int
    heads: tuple[Head | str, ...]
    rows: tuple[Row, ...]
    paging: Paging
    exports: tuple[tuple[str, str], ...]
    print_href: str
    back_href: str


def matrix_page(
    found: Matrix,
    filters: PeopleFilterForm,
    space: Space,
    now: Sorting,
    size: int,
    *,
    narrowed: bool,
    invited: int,
    asked: Waiting | None = None,
    review: Waiting | None = None,
    notes: MatrixNotes,
) -> MatrixPage:
    """The page of a filter. `invited`: how many invitations wait for an answer; `asked`: requests; `review`: the one
    under way.
    """
    return MatrixPage(
        title=_("Droits d'accès"),
        rooms=access_rooms(),
        intro=_("Ce que chaque personne peut faire dans votre espace : %(space)s.", space=label(space)),
        invited=invited,
        asked=asked if asked and asked.number else None,
        review=review,
        advice=notes.advice,
        filters=filters,
        narrowed=narrowed,
        total=found.total,
        heads=(head(_("Personne"), "name", now), *(str(name) for name in SHORT_NAMES.values())),
        rows=tuple(_row(row, notes) for row in found.rows),
        paging=numbered(found.number, size, found.total),
        exports=export_hrefs("access.export"),
        print_href=url_for("access.printed") + kept_here(),
        back_href=url_for("access.matrix") + kept_here(),
    )


def _row(row: MatrixRow, notes: MatrixNotes) -> Row:
    href = url_for("access.person", person=row.member.public_id)
    roles = ", ".join(short_role(role) for role in sorted(row.member.roles - {Role.USER}))
    none = "" if any(right.held for right in row.rights) else _("aucun droit")
    acts = _("mandataire : %(firm)s", firm=row.member.firm) if row.member.firm else ""
    standing = notes.standing.get(row.member.person_id, "")
    ends = (ending_in_words(end) for end in row.ends)
    hints = tuple(text for text in (acts, roles, standing, *ends, none, row.member.email) if text)
    return Row(row.member.name, href, hints, tuple(_cell(row.member.name, href, right) for right in row.rights))


def export_table(rows: Iterable[MatrixRow]) -> Iterator[list[str]]:
    """Everybody's rights as a table: the last day of each, or what stands in its place; empty where there is none."""
    yield [_("Personne"), _("Courriel"), _("Rôle"), _("Mandataire"), *(str(name) for name in SHORT_NAMES.values())]
    for row in rows:
        roles = ", ".join(label(role) for role in sorted(row.member.roles))
        yield [row.member.name, row.member.email, roles, row.member.firm, *map(_taken_out, row.rights)]


def _taken_out(right: Right) -> str:
    if not right.held:
        return ""
    said = right.last_on.isoformat() if right.last_on else right_in_words(right)
    return said if right.allowed else f"{said} ({_('pas encore ouvert')})"


def _cell(name: str, href: str, right: Right) -> Cell:
    service = str(SHORT_NAMES[right.service])
    note = ""
    if right.held and not right.allowed:
        note = _("pas encore ouvert")
    elif right.ends_soon:
        note = _("finit bientôt")
    kind = "none" if not right.held else "automatic" if right.automatic else "granted"
    said = _("aucun droit, pourquoi? %(name)s, %(service)s", name=name, service=service)
    about = said if kind == "none" else _("pourquoi? %(name)s, %(service)s", name=name, service=service)
    address = f"{href}/{SLUGS[right.service]}/pourquoi"
    return Cell(right_in_words(right), address, about, kind, note)


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right of a person's page. The gestures are empty where they have no object."""

    service: str
    text: str
    kind: str
    note: str
    origin: str
    last_use: str
    why_href: str
    end_href: str
    revoke_href: str


@dataclass(frozen=True, slots=True)
class ComingLine:
    """A right that begins on a day to come."""

    service: str
    text: str
    revoke_href: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything about one person of the employer, in one space."""

    title: str
    caption: str
    facts: tuple[tuple[str, Any], ...]
    lines: tuple[RightLine, ...]
    coming: tuple[ComingLine, ...]
    history: tuple[HistoryLine, ...]
    is_active: bool
    grant_href: str | None
    remove_href: str | None
    stay_href: str | None
    undo: tuple[str, str] | None
    take_back_href: str | None
    notes: PersonNotes
    use: UsePanel


@dataclass(frozen=True, slots=True)
class KnownOfPerson:
    """What the queries say of one person, and what is offered to the reader.

    `can_take_back`: what they did here as somebody who grants; `can_readdress`: their address; `is_reader`: it is the
    reader's own page; `may_stay`: a table planned their departure, which can be cancelled; `undoable_until`: they were
    removed, which can be undone until then.
    """

    person: PersonOfEmployer
    rights: Sequence[Right]
    origins: dict[OnlineService, GrantOrigin]
    last_reading: datetime | None
    history: PersonHistory
    coming: Sequence[ComingRight] = ()
    ends: Sequence[PlannedEnd] = ()
    can_take_back: bool = False
    can_readdress: bool = False
    is_reader: bool = False
    may_stay: bool = False
    undoable_until: datetime | None = None


def person_page(known: KnownOfPerson, space: Space, notes: PersonNotes, use: UsePanel) -> PersonPage:
    """The page of one person."""
    person = known.person
    plain = Role.USER in person.roles and not any(right.automatic for right in known.rights)
    roles = ", ".join(label(role) for role in sorted(person.roles))
    removable = bool(person.roles - {Role.HEALTH_PROFESSIONAL})
    return PersonPage(
        title=person.name,
        caption=label(space),
        facts=_facts(known, roles),
        lines=tuple(_line(known, right) for right in known.rights),
        coming=tuple(_coming(person, right) for right in known.coming),
        history=history_lines(known.history),
        is_active=bool(person.roles),
        grant_href=url_for("access.grant", person=person.public_id) if plain and not person.represents else None,
        remove_href=url_for("access.remove", person=person.public_id) if removable else None,
        undo=_undo(known),
        stay_href=url_for("access.stay", person=person.public_id) if known.may_stay else None,
        take_back_href=url_for("taking_back.index", person=person.public_id) if known.can_take_back else None,
        notes=notes,
        use=use,
    )


def _undo(known: KnownOfPerson) -> tuple[str, str] | None:
    if known.undoable_until is None:
        return None
    href = url_for("taking_back.undo_removal", person=known.person.public_id)
    return _("Son retrait s'annule d'un coup jusqu'au %(until)s.", until=instant(known.undoable_until)), href


def _facts(known: KnownOfPerson, roles: str) -> tuple[tuple[str, Any], ...]:
    person = known.person
    return (
        (_("Rôle"), roles or _("N'a plus de rôle dans cet espace")),
        *((_("Fin prévue"), ending_in_words(end)) for end in known.ends),
        *(((_("Mandataire"), person.firm),) if person.firm else ()),
        (_("Depuis"), day(person.since_on) if person.since_on else "—"),
        (
            _("Courriel"),
            person.email or _("Aucun : cette personne ne reçoit pas de message"),
            *(
                (_("Changer l'adresse"), url_for("email_addresses.of_person", person=person.public_id))
                if known.can_readdress
                else ()
            ),
        ),
        (_("Dernière visite"), instant(person.last_visit_at) if person.last_visit_at else _("Aucune visite")),
    )


def _line(known: KnownOfPerson, right: Right) -> RightLine:
    person, service = known.person.public_id, right.service
    origin = known.origins.get(service) if right.granted else None
    reading = known.last_reading if service is OnlineService.FILE_FOLLOWUP else None
    cell = _cell(known.person.name, url_for("access.person", person=person), right)
    return RightLine(
        service=label(service),
        text=cell.text,
        kind=cell.kind,
        note=cell.note,
        origin=origin_in_words(origin) if origin else "—",
        last_use=instant(reading) if reading else "—",
        why_href=cell.href,
        # The end of what a mandate gives is that of the mandate: it is changed there. Nobody changes their own.
        end_href=""
        if not right.granted or known.person.represents or known.is_reader
        else url_for("access.change_right_end", person=person, service=service),
        revoke_href=url_for("access.revoke", person=person, service=service) if right.granted else "",
    )


def _coming(person: PersonOfEmployer, right: ComingRight) -> ComingLine:
    return ComingLine(
        service=label(right.service),
        text=coming_in_words(right),
        revoke_href=url_for("access.revoke", person=person.public_id, service=right.service),
    )


def origin_in_words(origin: GrantOrigin) -> str:
    """Say who granted a right, or that the registry brought it, and since when."""
    if not origin.granted_by:
        return str(_("Registre, depuis le %(day)s", day=day(origin.from_on)))
    return str(_("%(name)s, depuis le %(day)s", name=origin.granted_by, day=day(origin.from_on)))


def end_page(person: PersonOfEmployer, right: Right, form: Form) -> GesturePage:
    """Giving a right another end."""
    return GesturePage(
        title=_("Changer l'échéance"),
        caption=person.name,
        form=form,
        rows=((_("Service"), label(right.service)), (_("Droit actuel"), right_in_words(right))),
        button=_("Enregistrer l'échéance"),
        kind="primary",
        back_href=url_for("access.person", person=person.public_id),
    )


def coming_in_words(right: ComingRight) -> str:
    """« à partir du 3 mars, jusqu'au 2 avril »."""
    return str(_("à partir du %(day)s, %(end)s", day=day(right.from_on), end=end_in_words(right.until_on)))


def end_in_words(until_on: date | None) -> str:
    """« jusqu'au 3 mars 2027 »: the last day of a right that ends before `until_on`."""
    last_on = last_day(until_on)
    return str(_("jusqu'au %(day)s", day=day(last_on)) if last_on else _("sans échéance"))
