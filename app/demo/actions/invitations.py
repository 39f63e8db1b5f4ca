"""Invitations of the demonstration that wait for an answer: one by clicSÉQUR-Entreprises, one by a code."""

from __future__ import annotations

from datetime import date, timedelta

from app.demo.actions.rights import giver_of
from app.demo.steps.cast import Cast, Table
from app.extensions import db
from app.invitations.actions.invitations import invite_user
from app.resolver.steps.people import Enrolment
from app.vocabulary.services import OnlineService


def days(cast: Cast) -> set[int]:
    """The days on which somebody is invited."""
    return {row["from"] for employer in cast.employers for row in employer.get("invitations", ())}


def live(cast: Cast, today: date, offset: int) -> None:
    """Invite who is invited that day (counted from `today`)."""
    for employer in cast.employers:
        for row in employer.get("invitations", ()):
            if row["from"] == offset:
                _invite(employer, row, today)


def _invite(employer: Table, row: Table, today: date) -> None:
    services = [OnlineService(service) for service in row["services"]]
    whom = Enrolment(row["given"], row["family"], row["email"])
    end = today + timedelta(row["until"])
    invite_user(giver_of(db.session(), employer), whom, services, end, f"demo-{row['email']}")
