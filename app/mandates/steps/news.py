"""Telling both sides of a mandate what happens to it. No message names a worker or a file."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor
from app.ledger.steps.outbox import queue_email
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Person
from app.registry.queries.firms import administrators
from app.registry.queries.people import granters
from app.registry.words.mandates import MandateChange
from app.resolver.queries.mandates import representatives
from app.rights.queries.coverage import Coverage
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind

#: Where each side follows its mandates.
FIRM_PAGE, EMPLOYER_PAGE = "/cabinet", "/droits-d-acces/mandataires"


def tell_proposed(session: Session, mandate: Mandate, by: Actor, at: datetime) -> int:
    """Ask the firm's administrators for an answer; returns how many were written to.

    The purpose is typed by the employer, who might name somebody in it: it is read on the page, never in a message.
    """
    said = {"by": by.name, "services": mandate.services}
    return _tell(session, EmailKind.MANDATE_PROPOSED, mandate, of_firm(session, mandate, at), said, FIRM_PAGE, at)


def tell_employer(session: Session, mandate: Mandate, change: MandateChange, by: Actor, at: datetime) -> int:
    """Tell those who grant at the employer what the firm did."""
    people, said = of_employer(session, mandate, at), {"by": by.name, "change": change.value}
    return _tell(session, EmailKind.MANDATE_CHANGED, mandate, people, said, EMPLOYER_PAGE, at)


def tell_firm(session: Session, mandate: Mandate, change: MandateChange, by: Actor, at: datetime) -> int:
    """Tell the firm's administrators what the employer did."""
    people, said = of_firm(session, mandate, at), {"by": by.name, "change": change.value}
    return _tell(session, EmailKind.MANDATE_CHANGED, mandate, people, said, FIRM_PAGE, at)


def tell_assigned(session: Session, mandate: Mandate, person: Person, services: list[str], by: Actor) -> bool:
    """Tell a member of the firm for whom they may act, with what, until when."""
    said = {"by": by.name, "services": services, "space": mandate.space}
    return bool(_tell(session, EmailKind.MANDATE_ASSIGNED, mandate, (person,), said, "/", clock.now()))


def tell_unassigned(session: Session, mandate: Mandate, person: Person, services: list[str], by: Actor) -> bool:
    """Tell a member of the firm that they no longer act for the employer."""
    said = {"by": by.name, "services": services, "space": mandate.space}
    return bool(_tell(session, EmailKind.ACCESS_REVOKED, mandate, (person,), said, "/", clock.now()))


def tell_ending(session: Session, mandate: Mandate, at: datetime, after: Coverage) -> int:
    """Remind both sides, and those who are assigned, of the end of a mandate.

    `after`: what the end leaves, which only the employer learns. Whoever lets it end is not reminded.
    """
    on = clock.day_of(at)
    assigned = representatives(session, [mandate.id], on).get(mandate.id, [])
    ids = [one.person_id for one in assigned]
    people = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()
    left = {"is_hole": after.is_hole, "is_thin": after.is_thin}
    employer = () if mandate.left_until == mandate.until_on else of_employer(session, mandate, at)
    sides = (
        (of_firm(session, mandate, at), FIRM_PAGE, dict.fromkeys(left, False)),
        (employer, EMPLOYER_PAGE, left),
        (people, "/", dict.fromkeys(left, False)),
    )
    return sum(
        _tell(session, EmailKind.MANDATE_ENDING, mandate, who, {"readers": len(ids), **said}, page, at)
        for who, page, said in sides
    )


def of_firm(session: Session, mandate: Mandate, at: datetime) -> Iterable[Person]:
    """Those who administer the firm."""
    return administrators(session, mandate.firm_id, clock.day_of(at))


def of_employer(session: Session, mandate: Mandate, at: datetime) -> Iterable[Person]:
    """Those who grant rights in the mandate's space at the employer."""
    found = granters(session, mandate.employer_id, Space(mandate.space), clock.day_of(at))
    ids = [member.person_id for member in found]
    return session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()


def _tell(
    session: Session,
    kind: EmailKind,
    mandate: Mandate,
    people: Iterable[Person],
    said: dict[str, Any],
    page: str,
    at: datetime,
) -> int:
    firm = session.get_one(Firm, mandate.firm_id)
    context = {
        "firm": firm.name,
        "until": (mandate.until_on - timedelta(days=1)).isoformat(),
        "link": current_app.config["PUBLIC_URL"].rstrip("/") + page,
        **said,
    }
    reached = [person for person in people if person.email]
    for person in reached:
        queue_email(
            session,
            kind.value,
            f"{mandate.public_id}.{person.public_id}.{secrets.token_hex(4)}",
            to_address=person.email,
            language=person.language,
            context=context,
            at=at,
            person_id=person.id,
            employer_id=mandate.employer_id,
        )
    return len(reached)
