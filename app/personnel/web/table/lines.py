"""What each row of a plan does, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.resolver.queries.grants import last_day
from app.site.web.page.filters import day, label
from app.site.web.reasons.words import SHORT_NAMES
from app.vocabulary import delays
from app.vocabulary.labels import Labelled
from app.vocabulary.personnel import CellProblem, Heading, NotTaken, NotUndone, RowKind
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.personnel.models import PersonnelRow

TONES = {
    RowKind.ADDED: "good",
    RowKind.CHANGED: "info",
    RowKind.REMOVED: "wait",
    RowKind.UNCHANGED: "neutral",
    RowKind.REFUSED: "alert",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is read. `line` is empty for somebody who is absent from the table."""

    line: str
    name: str
    kind: RowKind
    tone: str
    sentences: tuple[str, ...]


def line_of(row: PersonnelRow) -> Line:
    """Return the row in the language of the page."""
    kind = RowKind(row.kind)
    said = tuple(_problems(row) if kind is RowKind.REFUSED else _effects(row, kind))
    kept = row.effect.get("kept")
    return Line(
        line=str(row.line) if row.line else "—",
        name=row.name or "—",
        kind=kind,
        tone=TONES[kind],
        sentences=(*said, *_notes(row), *((label(NotUndone(kept)),) if kept else ())),
    )


def _problems(row: PersonnelRow) -> Iterator[str]:
    for problem in row.problems:
        column, why = label(Heading(problem["column"])), label(CellProblem(problem["code"]))
        if problem["value"]:
            yield _("%(column)s, « %(value)s » : %(why)s", column=column, value=problem["value"], why=why)
        else:
            yield _("%(column)s : %(why)s", column=column, why=why)


def _notes(row: PersonnelRow) -> Iterator[str]:
    """Say what the row asks and the table does not take."""
    for note in row.wanted.get("notes", ()):
        column, why = label(Heading(note["column"])), label(NotTaken(note["code"]))
        if note["value"]:
            yield _("%(column)s, « %(value)s » : %(why)s.", column=column, value=note["value"], why=why)
        else:
            yield _("%(column)s : %(why)s.", column=column, why=why)


def _corrections(wanted: dict[str, Any]) -> Iterator[str]:
    if wanted.get("renamed"):
        yield _("Change de nom : jusqu'ici %(name)s.", name=wanted["called"])
    if wanted.get("readdressed"):
        yield _(
            "Un lien part à %(email)s : cette adresse devient la sienne quand la personne l'ouvre, connectée, dans les "
            "%(hours)s heures. D'ici là, rien ne change (%(before)s).",
            email=wanted["email"],
            hours=delays.ADDRESS_LINK.hours,
            before=wanted["written_to"] or _("aucun courriel"),
        )


def _departures(wanted: dict[str, Any]) -> Iterator[str]:
    if wanted["leaves"]:
        yield _("Départ : ses rôles et tous ses droits chez l'employeur finissent, dans chaque espace.")
    if wanted.get("leaves_on"):
        last = _last(wanted["leaves_on"])
        yield _(
            "Partira : tout ce qu'elle a chez l'employeur finit, dans chaque espace; dernier jour : %(day)s.", day=last
        )
    if wanted.get("left_before"):
        yield _("Son dernier jour prévu était le %(day)s.", day=_last(wanted["left_before"]))


def _effects(row: PersonnelRow, kind: RowKind) -> Iterator[str]:
    wanted = row.wanted
    if kind is RowKind.ADDED:
        yield (
            _("Est invitée par courriel; ses droits commencent quand elle accepte.")
            if row.person_id is None
            else _("A de nouveau un rôle dans cet espace.")
        )
    yield from _departures(wanted)
    yield from _corrections(wanted)
    yield from (
        _("Reçoit : %(service)s, jusqu'au %(day)s.", service=_name(code), day=_last(until))
        for code, until in wanted["grants"].items()
    )
    for code, until in wanted["changes"].items():
        yield _(
            "Change d'échéance : %(service)s, %(before)s, maintenant le %(day)s.",
            service=_name(code),
            before=_before(wanted["before"].get(code)),
            day=_last(until),
        )
    yield from (_("Perd : %(service)s.", service=_name(code)) for code in wanted["revokes"])


def _before(until: str | None) -> str:
    return str(_("jusqu'ici le %(day)s", day=_last(until)) if until else _("jusqu'ici sans échéance"))


def _name(code: str) -> str:
    return str(SHORT_NAMES[OnlineService(code)])


def _last(until: str) -> str:
    return day(last_day(date.fromisoformat(until)))


def failure_in_words(code: str, *words: type[Labelled]) -> str:
    """Say why a plan stopped, whichever list the reason is of."""
    found: Any = next((kind(code) for kind in words if code in set(kind)), None)
    return label(found) if found is not None else code
