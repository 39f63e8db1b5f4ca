"""What is known of whom and what a form names, gathered in a few statements whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.clinics.domain.bodies import can_be_kept
from app.clinics.domain.known import Code, Known, Limit, Member, OnRoll, Standing
from app.clinics.models.reference import CareLimit, PresenceCode
from app.clinics.models.submissions import Submission
from app.clinics.models.suppliers import Professional, Supplier, SupplierPeriod
from app.clinics.queries.care import STANDS, cares_of
from app.clinics.words import Discipline, Place, PresenceKind, ProfessionalOrder, Title
from app.ledger.queries.intervals import stands
from app.resolver.models.files import CompensationFile


def known_of(session: Session, body: object, on: date, acting: str | None = None) -> Known:
    """What is known on the day of reception of all that a body names, whatever its shape.

    `acting`: the number of the only clinic for which the sender may act; without it, any.
    """
    # What no database keeps is refused by the judge, and asked of none.
    named = body if isinstance(body, Mapping) and can_be_kept(body) else {}
    authorised = may_name_clinic(body, acting)
    file_id, supplier_id = (file_id_of(session, named), supplier_id_of(session, named)) if authorised else (None, None)
    return Known(
        on=on,
        file=file_id is not None,
        authorised=authorised,
        standings=_standings(session, supplier_id),
        rolls=_rolls(session, set(_members(named))),
        codes=_codes(session),
        limits=_limits(session),
        cares=cares_of(session, file_id, supplier_id) if file_id and supplier_id else {},
    )


def may_name_clinic(body: object, acting: str | None) -> bool:
    """Whether a body names no other clinic than the one for which its sender acts."""
    named = _text(body.get("supplier_no")) if isinstance(body, Mapping) else ""
    return acting is None or named in ("", acting)


def file_id_of(session: Session, body: object) -> int | None:
    """The compensation file that a body names, if it is known."""
    file_no = _text(body.get("file_no")) if isinstance(body, Mapping) else ""
    digits = "".join(sign for sign in file_no if sign.isdecimal())
    return session.scalar(select(CompensationFile.id).where(CompensationFile.file_no == digits))


def supplier_id_of(session: Session, body: object) -> int | None:
    """The supplier that a body names, if it is known."""
    supplier_no = _text(body.get("supplier_no")) if isinstance(body, Mapping) else ""
    return session.scalar(select(Supplier.id).where(Supplier.supplier_no == supplier_no))


def cares_for(session: Session, body: object, supplier_id: int) -> bool:
    """Whether a clinic has sent something that stands for the file that a body names."""
    own = Submission.file_id == file_id_of(session, body), Submission.supplier_id == supplier_id, STANDS
    return session.scalar(select(Submission.id).where(*own).limit(1)) is not None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _standings(session: Session, supplier_id: int | None) -> tuple[Standing, ...]:
    rows = session.execute(
        select(SupplierPeriod.from_on, SupplierPeriod.until_on, SupplierPeriod.discipline).where(
            SupplierPeriod.supplier_id == supplier_id, stands(SupplierPeriod)
        )
    )
    return tuple(Standing(begins, until, Discipline(discipline)) for begins, until, discipline in rows)


def _members(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The orders and numbers that a body names, wherever it does."""
    lines = body.get("lines")
    rows = [row.get("practitioner") for row in lines if isinstance(row, Mapping)] if isinstance(lines, list) else []
    for said in (body.get("author"), *rows):
        if isinstance(said, Mapping) and _text(said.get("order")) and _text(said.get("member_no")):
            yield _text(said["order"]), _text(said["member_no"])


def _rolls(session: Session, members: Iterable[tuple[str, str]]) -> Mapping[Member, tuple[OnRoll, ...]]:
    number = tuple_(Professional.professional_order, Professional.member_no)
    rolls: dict[Member, list[OnRoll]] = defaultdict(list)
    for row in session.scalars(select(Professional).where(stands(Professional), number.in_(sorted(members)))):
        member = ProfessionalOrder(row.professional_order), row.member_no
        rolls[member].append(OnRoll(row.from_on, row.until_on, Title(row.title), row.search_name))
    return {member: tuple(rows) for member, rows in rolls.items()}


def _codes(session: Session) -> tuple[Code, ...]:
    rows = session.scalars(select(PresenceCode).where(stands(PresenceCode)))
    return tuple(
        Code(row.from_on, row.until_on, row.code, PresenceKind(row.kind), Place(row.place), row.enterable)
        for row in rows
    )


def _limits(session: Session) -> tuple[Limit, ...]:
    rows = session.scalars(select(CareLimit).where(stands(CareLimit)))
    return tuple(Limit(row.from_on, row.until_on, row.rule, row.value) for row in rows)
