"""What a filing brings about. Giving up a request for review ends it, whole or in part, and the granters are told."""

from __future__ import annotations

from sqlalchemy import select

from app.entry.steps.sensitive import tell_other_granters
from app.forms.domain.reading import Values
from app.registry.words.sensitive import SensitiveMoment
from app.requests.domain.discontinuance import gives_up_all
from app.requests.models.requests import OnlineRequest
from app.requests.steps.opened import NotNow, Opened, move, write_event
from app.requests.steps.telling import tell_of_filing
from app.requests.words import LIVE, RequestEventKind, RequestProblem, RequestState
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Space


def after_filing(gesture: Opened, values: Values) -> None:
    """What a filing brings about: the end of the request that it gives up, and word to those who prepared it.

    Raises NotNow where the one to be given up has ended.
    """
    if gesture.form.definition.ends:
        end_linked(gesture, values)
    tell_of_filing(gesture)


def end_linked(gesture: Opened, values: Values) -> None:
    """End the request that this one is about, or say that a part of it is given up. Raises NotNow if it has ended."""
    session, row = gesture.session, gesture.row
    chosen = select(OnlineRequest).where(
        OnlineRequest.id == row.supersedes_id, OnlineRequest.form != row.form, *gesture.reach.clauses()
    )
    linked = session.scalar(chosen.with_for_update())
    if linked is None or linked.state not in set(LIVE):
        raise NotNow(RequestProblem.NO_LONGER)
    if gives_up_all(values):
        move(linked, RequestState.DISCONTINUED, gesture.at)
    note = row.reference or ""
    write_event(session, linked, RequestEventKind.DISCONTINUED, gesture.actor, gesture.at, note)
    giver = Giver(gesture.actor, row.employer_id, Space(row.space))
    tell_other_granters(session, SensitiveMoment.DISCONTINUED, row.public_id, giver=giver, at=gesture.at)
