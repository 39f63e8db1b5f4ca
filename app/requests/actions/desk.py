"""The gestures of the Commission on a request, each told what it did not see."""

from __future__ import annotations

from app import clock
from app.entry.steps.sessions import actor_of
from app.extensions import wired
from app.ledger.steps.transaction import transaction
from app.registry.queries.sessions import Principal
from app.requests.steps.answering import give_answer
from app.requests.steps.desk import locked_filed, make, make_and_say, set_file
from app.requests.steps.opened import NotNow
from app.requests.words import CENTRAL_DESK, RequestEventKind, RequestProblem


def act_at_desk(principal: Principal, public_id: str, kind: RequestEventKind, seen: int, note: str = "") -> None:
    """Acknowledge, take in hand, ask, close or refuse. `seen`: the last line of the history that the agent has read.

    Raises NoSuchRequest; NotNow where somebody acted meanwhile, or where the request is not at that point.
    """
    with transaction() as session:
        row = locked_filed(session, public_id, seen)
        make_and_say(session, row, kind, actor_of(principal), clock.now(), note)


def reroute_request(principal: Principal, public_id: str, office: str, seen: int) -> None:
    """Send a request to another office, which its history says. Raises NoSuchRequest, NotNow."""
    with transaction() as session:
        row = locked_filed(session, public_id, seen)
        if row.office == office:
            raise NotNow(RequestProblem.SAME_OFFICE)
        before, after, row.office = row.office or CENTRAL_DESK, office or CENTRAL_DESK, office
        desks, kind = {"from_desk": before, "to_desk": after}, RequestEventKind.REROUTED
        make(session, row, kind, actor_of(principal), clock.now(), f"{before} → {after}", **desks)


def attach_file(principal: Principal, public_id: str, file_no: str, seen: int) -> None:
    """Say which file of the employer a request is about. Raises NoSuchRequest, NotNow."""
    with transaction() as session:
        row = locked_filed(session, public_id, seen)
        set_file(session, row, file_no, actor_of(principal), clock.now())


def answer_question(principal: Principal, public_id: str, words: str) -> None:
    """Answer what the Commission asks: the request is the Commission's turn again. Raises NoSuchRequest, NotNow.

    The answer is also written in the thread of the question, for whoever reads it there.
    """
    with transaction() as session:
        gesture = give_answer(session, principal, public_id, words)
        wired("say_in_thread")(session, gesture.row, RequestEventKind.ANSWERED, gesture.actor, gesture.at, words)
