"""Accounts, memberships, grants and paper recipients: intervals that a feed opens and closes, never overwrites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, insert, or_, select, update
from sqlalchemy.orm import Session

from app.extensions import new_public_id
from app.feeds.steps.entities import ADDRESS, employer_ids
from app.feeds.steps.reading import NEQ, Column, Refused, Report, Row, Seen, day, one_of, optional, text
from app.ledger.queries.intervals import stands
from app.registry.models.accounts import Account
from app.registry.models.people import Membership, Person
from app.registry.models.recipients import PaperRecipient
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService

SPAN = (Column("from", day), Column("until", optional(day)))
ACCOUNT_COLUMNS = (Column("neq", NEQ), Column("space", one_of(Space)), *SPAN)
MEMBERSHIP_COLUMNS = (
    Column("neq", NEQ),
    Column("person", text(40, required=True)),
    Column("space", one_of(Space)),
    Column("role", one_of(Role)),
    *SPAN,
)
GRANT_COLUMNS = (
    Column("neq", NEQ),
    Column("person", text(40, required=True)),
    Column("space", one_of(Space)),
    Column("service", one_of(OnlineService)),
    Column("granted_by", text(40)),
    *SPAN,
)
RECIPIENT_COLUMNS = (
    Column("neq", NEQ),
    Column("name", text(160, required=True)),
    Column("attention", text(120)),
    *ADDRESS,
    Column("person", text(40)),
    *SPAN,
)

Values = dict[str, Any]


def _resolve(session: Session, rows: Sequence[Row]) -> list[tuple[Row, Values | Refused]]:
    """Each row with the identifiers of its employer and person, or why it has none."""
    employers = employer_ids(session, {row["neq"] for row in rows})
    identifiers = {row.values.get("person") for row in rows} - {None, ""}
    found = session.execute(select(Person.identifier, Person.id).where(Person.identifier.in_(identifiers)))
    people = dict(found.all())
    return [(row, _resolved(row, employers, people)) for row in rows]


def _resolved(row: Row, employers: dict[str, int], people: dict[str, int]) -> Values | Refused:
    values = dict(row.values)
    neq, person = values.pop("neq"), values.pop("person", None)
    if neq not in employers:
        return Refused(f"no employer has the NEQ {neq}", "neq")
    if person and person not in people:
        return Refused(f"no person is known as {person!r}", "person")
    values["employer_id"] = employers[neq]
    if person is not None:
        values["person_id"] = people.get(person)
    return spanned(values)


def spanned(values: Values) -> Values | Refused:
    """The values of a row with its days by their names in a table, or why they are none."""
    values["from_on"], values["until_on"] = values.pop("from"), values.pop("until")
    if values["until_on"] is not None and values["until_on"] <= values["from_on"]:
        return Refused("the interval ends on or before the day on which it begins", "until")
    return values


@dataclass(frozen=True, slots=True)
class IntervalFile:
    """How one file of intervals becomes rows: what tells one interval from another, and what merely describes it.

    `decided_here` tells the rows that the portal wrote or took over: the feed leaves those alone.
    """

    model: Any
    columns: Sequence[Column]
    key: tuple[str, ...]
    descriptive: tuple[str, ...] = ()
    has_origin: bool = False
    #: What a mandate gives somebody, and what they hold while standing in, is no feed's business.
    of_feeds: ColumnElement[bool] | None = None
    has_public_id: bool = False
    decided_here: Any = field(default_factory=false)
    #: What every row of the feed says by being there.
    stated: Mapping[str, Any] = field(default_factory=dict)
    #: What tells a row from another as its key does, though no two of a key hold on a day: each with its column.
    fixed: Mapping[str, str] = field(default_factory=dict)
    #: Gives each row what its table holds of it, or says why it has a place in none.
    resolve: Callable[[Session, Sequence[Row]], list[tuple[Row, Values | Refused]]] = _resolve

    @property
    def told(self) -> tuple[str, ...]:
        """What a row says besides its key and its first day."""
        return (*self.descriptive, *self.fixed)


ACCOUNTS = IntervalFile(Account, ACCOUNT_COLUMNS, ("employer_id", "space"))
MEMBERSHIPS = IntervalFile(
    Membership,
    MEMBERSHIP_COLUMNS,
    ("employer_id", "person_id", "space", "role"),
    has_origin=True,
    of_feeds=Membership.mandate_id.is_(None) & Membership.absence_id.is_(None),
    decided_here=Membership.origin == "portal",
    # The registry is the Commission's own statement: it answers for the health professionals that it names.
    stated={"vouched": True},
)
GRANTS = IntervalFile(
    AccessGrant,
    GRANT_COLUMNS,
    ("employer_id", "person_id", "space", "service", "granted_by"),
    has_origin=True,
    has_public_id=True,
    of_feeds=AccessGrant.mandate_id.is_(None) & AccessGrant.absence_id.is_(None),
    decided_here=AccessGrant.origin == "portal",
)
RECIPIENTS = IntervalFile(
    PaperRecipient,
    RECIPIENT_COLUMNS,
    ("employer_id", "name", "person_id"),
    descriptive=("attention", *(column.name for column in ADDRESS)),
    has_public_id=True,
    decided_here=PaperRecipient.not_needed_reason != "",
)


def _existing(session: Session, spec: IntervalFile, values: Sequence[Values]) -> dict[tuple[Any, ...], list[Values]]:
    """The current rows with the keys of this chunk, by key."""
    columns = ["id", *spec.key, *spec.told, "from_on", "until_on", "decided_here"]
    attributes = [getattr(spec.model, name) for name in columns[:-1]]
    statement = select(*attributes, spec.decided_here.label("decided_here")).where(stands(spec.model))
    if spec.of_feeds is not None:
        statement = statement.where(spec.of_feeds)
    for name in spec.key:
        wanted = {value[name] for value in values}
        attribute = getattr(spec.model, name)
        clause = attribute.in_(wanted - {None})
        statement = statement.where(or_(clause, attribute.is_(None)) if None in wanted else clause)
    known: dict[tuple[Any, ...], list[Values]] = defaultdict(list)
    for row in session.execute(statement):
        found = dict(zip(columns, row, strict=True))
        known[tuple(found[name] for name in spec.key)].append(found)
    return known


def _overlaps(first: Values, second: Values) -> bool:
    first_until, second_until = first["until_on"] or date.max, second["until_on"] or date.max
    return bool(first["from_on"] < second_until and second["from_on"] < first_until)


def _settle(spec: IntervalFile, values: Values, known: list[Values]) -> Values | None:
    """The current row that this one replaces or repeats, None when it is new. Raises Refused on an overlap."""
    alike = sorted((row for row in known if row["from_on"] == values["from_on"]), key=_decided_here)
    same = alike[-1] if alike else None
    for row in known:
        if row is not same and not _decided_here(row) and _overlaps(row, values):
            raise Refused(f"the interval overlaps the one from {row['from_on']}", "from")
    for name, column in spec.fixed.items():
        if same is not None and same[name] != values[name]:
            raise Refused(f"the interval from {same['from_on']} is known with another value", column)
    return same


def _decided_here(row: Values) -> bool:
    return bool(row.get("decided_here"))


def import_chunk(
    session: Session, spec: IntervalFile, file: str, rows: Sequence[Row], seen: Seen, report: Report, at: datetime
) -> None:
    """Open, close or leave alone the interval of each row of a chunk; what ends sooner first: it may make room."""
    resolved = spec.resolve(session, rows)
    known = _existing(session, spec, [values for _, values in resolved if not isinstance(values, Refused)])
    opened: list[Values] = []
    closed: list[int] = []
    for row, values in sorted(resolved, key=lambda pair: not _ends_sooner(spec, pair[1], known)):
        try:
            if isinstance(values, Refused):
                raise values
            _place(spec, file, row, values, known, seen, report, opened, closed)
        except Refused as refusal:
            report.refuse(file, row.line, refusal)
    _write(session, spec, opened, closed, at)


def _ends_sooner(spec: IntervalFile, values: Values | Refused, known: dict[tuple[Any, ...], list[Values]]) -> bool:
    """Whether this row closes an interval earlier than it is known to end."""
    if isinstance(values, Refused) or values["until_on"] is None:
        return False
    rows = known.get(tuple(values[name] for name in spec.key), ())
    same = (row["until_on"] or date.max for row in rows if row["from_on"] == values["from_on"])
    return any(until_on > values["until_on"] for until_on in same)


def _place(
    spec: IntervalFile,
    file: str,
    row: Row,
    values: Values,
    known: dict[tuple[Any, ...], list[Values]],
    seen: Seen,
    report: Report,
    opened: list[Values],
    closed: list[int],
) -> None:
    key = tuple(values[name] for name in spec.key)
    line = seen.first_line((*map(str, key), values["from_on"].isoformat()), row.line)
    if line is not None:
        raise Refused(f"the same interval already stands on line {line}", "from")
    same = _settle(spec, values, known[key])
    if same is None:
        report.count(file, "added")
    elif _decided_here(same) or all(same[name] == values[name] for name in ("until_on", *spec.descriptive)):
        report.count(file, "unchanged")
        return
    else:
        report.count(file, "changed")
        closed.append(same["id"])
        known[key].remove(same)
    known[key].append({**values, "id": None})
    opened.append(values)


def _write(session: Session, spec: IntervalFile, opened: list[Values], closed: list[int], at: datetime) -> None:
    if closed:
        session.execute(update(spec.model).where(spec.model.id.in_(closed)).values(superseded_at=at))
    if not opened:
        return
    columns = [*spec.key, *spec.told, "from_on", "until_on"]
    rows = [{name: values[name] for name in columns} | {"recorded_at": at, **spec.stated} for values in opened]
    for row in rows:
        if spec.has_origin:
            row["origin"] = "feed"
        if spec.has_public_id:
            row["public_id"] = new_public_id()
    session.execute(insert(spec.model), rows)
