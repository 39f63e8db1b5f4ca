"""Loading the demonstration: its past is lived day by day, through the same actions as the feeds and the pages.

The registry as it was known each day is imported that day; papers are deposited on their day; dates of paper
withdrawal are set on the day on which somebody set them. So every notice, letter, e-mail and journal entry is there,
with its day, as if the portal had been used all along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app
from sqlalchemy import select

from app import clock
from app.delivery.post.specimens import SpecimenPress
from app.demo.actions import (
    clinics,
    designations,
    feeds,
    invitations,
    mandates,
    people,
    reviews,
    rights,
    visits,
    withdrawals,
)
from app.demo.actions.services import messages, requests
from app.demo.steps.cast import Cast, read_cast
from app.demo.steps.papers import write_papers
from app.demo.steps.stories import ImputedFile, Paper, imputations, papers
from app.extensions import db
from app.feeds.actions.deposits import import_deposits
from app.feeds.actions.registry import import_registry
from app.registry.models.employers import Employer
from app.sending.actions.emails import send_emails
from app.sending.actions.letters import write_letters
from app.sending.actions.manifests import write_manifests

#: When a day of the demonstration is lived: so many minutes after midnight in Quebec, and up to so many more.
OFFICE_OPENS, OFFICE_HOURS = 8 * 60 + 30, 8 * 60


class DemonstrationRefused(RuntimeError):
    """The demonstration may not be loaded here."""


@dataclass(frozen=True, slots=True)
class _Life:
    """What is lived: the cast, the day of loading, what is deposited, where feeds are written, and threads by key."""

    cast: Cast
    today: date
    papers: Sequence[Paper]
    imputed: Sequence[ImputedFile]
    press: SpecimenPress
    folder: Path
    begun: dict[str, str] = field(default_factory=dict)


def load_demonstration() -> bool:
    """Load it into an empty database; False if there are employers already. Raises DemonstrationRefused."""
    if current_app.config["RELAIS_ENV"] == "production":
        raise DemonstrationRefused("the demonstration is for development and tests only")
    if db.session().scalar(select(Employer.id).limit(1)) is not None:
        return False
    cast, today = read_cast(), clock.today()
    with TemporaryDirectory() as folder:
        told = (tuple(papers(cast, today)), tuple(imputations(cast, today)))
        life = _Life(cast, today, *told, SpecimenPress(), Path(folder))
        people.enrol_staff(cast)
        for offset in _days(life):
            with _at(today, offset):
                _live(life, offset)
    return True


def _days(life: _Life) -> list[int]:
    deposited = {paper.deposited for paper in life.papers} | {each.imputed for each in life.imputed}
    recorded = feeds.registry_days(life.cast) | rights.days(life.cast) | withdrawals.days(life.cast)
    recorded |= mandates.days(life.cast) | reviews.days(life.cast) | invitations.days(life.cast)
    recorded |= designations.days(life.cast) | messages.days(life.cast) | requests.days(life.cast)
    recorded |= clinics.days(life.cast)
    return sorted(recorded | deposited | visits.days(life.cast) | {0})


@contextmanager
def _at(today: date, offset: int) -> Iterator[None]:
    """Live during the office hours of that day; the last one is lived now."""
    if offset == 0:
        yield
        return
    minutes = OFFICE_OPENS + offset * 37 % OFFICE_HOURS
    with clock.use(clock.start_of(today + timedelta(offset)) + timedelta(minutes=minutes)):
        yield


def _live(life: _Life, offset: int) -> None:
    if offset in feeds.registry_days(life.cast):
        feeds.write_feed(life.folder, feeds.registry(life.cast, life.today, offset))
        import_registry(life.folder, feeds.must_be_good)
        people.give_codes(life.cast)
    rights.live(life.cast, life.today, offset)
    mandates.live(life.cast, life.today, offset)
    invitations.live(life.cast, life.today, offset)
    designations.live(life.cast, offset)
    withdrawals.live(life.cast, life.today, offset)
    reviews.live(life.cast, offset)
    _deposit(life, offset)
    visits.live(life.cast, offset)
    messages.live(life.cast, life.begun, offset)
    requests.live(life.cast, life.begun, life.today, offset)
    clinics.live(life.cast, life.today, offset)
    if offset < max(paper.deposited for paper in life.papers):
        _deliver()
        people.choose_passwords(life.cast)


def _deliver() -> None:
    """Send and write what waits, as the worker would. What the last deposits cause is left to it."""
    while send_emails() + write_letters():
        pass
    write_manifests()


def _deposit(life: _Life, offset: int) -> None:
    deposited = [paper for paper in life.papers if paper.deposited == offset]
    imputed = [each for each in life.imputed if each.imputed == offset]
    if not deposited and not imputed:
        return
    with TemporaryDirectory(dir=life.folder) as name:
        folder = Path(name)
        write_papers(folder, deposited, life.cast, life.today, life.press)
        feeds.write_feed(folder, feeds.deposit_rows(deposited, imputed, life.today))
        import_deposits(folder, feeds.must_be_good)
