"""Suppliers, professionals, offices and the reference tables of clinics: intervals that a feed opens and closes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.clinics.models.reference import CareLimit, CareRate, PresenceCode
from app.clinics.models.suppliers import OfficePerson, Professional, Supplier, SupplierPeriod
from app.clinics.words import Discipline, Place, PresenceKind, ProfessionalOrder, Title
from app.extensions import new_public_id
from app.feeds.steps.entities import ADDRESS
from app.feeds.steps.intervals import SPAN, IntervalFile, Values, spanned
from app.feeds.steps.reading import Column, Parse, Refused, Row, matching, one_of, text
from app.rules.table import YesOrNo
from app.vocabulary.text import folded, is_deliverable

#: A code of an attendance sheet is as it was given: a small letter, or one of another alphabet, is another code.
MOST_SIGNS = 10
SOURCE = Column("source", text(300, required=True))
#: What a column is called in its table, where that is not its name: a word of SQL, a unit.
_ATTRIBUTES = {"order": "professional_order", "amount": "cents"}
NAMES = (Column("given_name", text(80, required=True)), Column("family_name", text(80, required=True)))


def cents(cell: str) -> int:
    """An amount in dollars, in cents."""
    dollars, _, rest = matching(r"[0-9]{1,7}(\.[0-9]{2})?", "an amount such as 53.50")(cell).partition(".")
    return int(dollars) * 100 + int(rest or 0)


def _whole(cell: str) -> int:
    return int(matching(r"[0-9]{1,6}", "a whole number, zero or more,")(cell))


def _yes(cell: str) -> bool:
    return one_of(YesOrNo)(cell) is YesOrNo.YES


def _address(limit: int) -> Parse:
    """An address to which e-mail can go, or nothing."""
    as_text = text(limit)

    def parse(cell: str) -> str:
        value: str = as_text(cell)
        if value and not is_deliverable(value):
            raise Refused(f"an e-mail address is expected, not {value!r}")
        return value

    return parse


def _resolved(_session: Session, rows: Sequence[Row]) -> list[tuple[Row, Values | Refused]]:
    """Rows that name nothing but themselves."""
    return [(row, spanned({_ATTRIBUTES.get(name, name): value for name, value in row.values.items()})) for row in rows]


def _suppliers(session: Session, rows: Sequence[Row]) -> list[tuple[Row, Values | Refused]]:
    """Rows with the identifier of their supplier, who is known from then on."""
    resolved = _resolved(session, [_found_by(row, "name") for row in rows])
    good = {row["supplier_no"] for row, values in resolved if not isinstance(values, Refused)}
    known = _known_suppliers(session, good)
    if fresh := sorted(good - known.keys()):
        session.execute(insert(Supplier), [{"supplier_no": each, "public_id": new_public_id()} for each in fresh])
        known |= _known_suppliers(session, set(fresh))
    for _row, values in resolved:
        if not isinstance(values, Refused):
            values["supplier_id"] = known[values.pop("supplier_no")]
    return resolved


def _known_suppliers(session: Session, numbers: set[str]) -> dict[str, int]:
    found = select(Supplier.supplier_no, Supplier.id).where(Supplier.supplier_no.in_(numbers))
    return dict(session.execute(found).all())


def _professionals(session: Session, rows: Sequence[Row]) -> list[tuple[Row, Values | Refused]]:
    return _resolved(session, [_found_by(row, "family_name", "given_name") for row in rows])


def _found_by(row: Row, *names: str) -> Row:
    """A row with what its search looks for."""
    return Row(row.line, {**row.values, "search_name": folded(*(row[name] for name in names))})


SUPPLIERS = IntervalFile(
    SupplierPeriod,
    (
        Column("supplier_no", text(20, required=True)),
        Column("name", text(200, required=True)),
        Column("discipline", one_of(Discipline)),
        Column("email", _address(254)),
        *ADDRESS,
        *SPAN,
    ),
    ("supplier_id", "discipline"),
    descriptive=("name", "search_name", "email", *(column.name for column in ADDRESS)),
    resolve=_suppliers,
)
PROFESSIONALS = IntervalFile(
    Professional,
    (
        Column("order", one_of(ProfessionalOrder)),
        Column("member_no", text(20, required=True)),
        *NAMES,
        Column("title", one_of(Title)),
        *SPAN,
    ),
    ("professional_order", "member_no", "title"),
    descriptive=("given_name", "family_name", "search_name"),
    resolve=_professionals,
)
OFFICES = IntervalFile(
    OfficePerson,
    (
        Column("office", text(80, required=True)),
        Column("person", text(40, required=True)),
        *NAMES,
        Column("email", _address(254)),
        *SPAN,
    ),
    ("office", "person"),
    descriptive=("given_name", "family_name", "email"),
    resolve=_resolved,
)
PRESENCE_CODES = IntervalFile(
    PresenceCode,
    (
        Column("code", text(MOST_SIGNS, required=True)),
        Column("label", text(200, required=True)),
        Column("kind", one_of(PresenceKind)),
        Column("place", one_of(Place)),
        Column("enterable", _yes),
        *SPAN,
        SOURCE,
    ),
    ("code",),
    descriptive=("label",),
    fixed={name: name for name in ("kind", "place", "enterable", "source")},
    resolve=_resolved,
)
RATES = IntervalFile(
    CareRate,
    (
        Column("discipline", one_of(Discipline)),
        Column("title", one_of(Title)),
        Column("kind", one_of(PresenceKind)),
        Column("place", one_of(Place)),
        Column("amount", cents),
        *SPAN,
        SOURCE,
    ),
    ("discipline", "title", "kind", "place"),
    fixed={"cents": "amount", "source": "source"},
    resolve=_resolved,
)
LIMITS = IntervalFile(
    CareLimit,
    (Column("rule", text(40, required=True)), Column("value", _whole), *SPAN, SOURCE),
    ("rule",),
    fixed={"value": "value", "source": "source"},
    resolve=_resolved,
)
