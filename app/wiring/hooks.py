"""Where contexts are joined: what one of them asks of another that stands after it, under a name.

A plain table. Whoever asks reads it through `app.extensions.wired`, and knows a name and a signature, no module. Who
answers is imported when first asked: a command that asks nothing starts without them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def _email_makers() -> Any:
    """What the e-mail of a kind says, where its row does not keep it: (session, row) → values, None for nothing."""
    from app.entry.steps.credentials import prepare_welcome
    from app.entry.steps.pending_identities import prepare_code
    from app.invitations.steps.links import prepare_link
    from app.vocabulary.emails import EmailKind

    return {
        EmailKind.WELCOME_CODE: prepare_welcome,
        EmailKind.TEMPORARY_PASSWORD: prepare_welcome,
        EmailKind.INVITATION_LINK: prepare_link,
        EmailKind.IDENTITY_TO_CONFIRM: prepare_code,
    }


def _letter_makers() -> Any:
    """What letters say beside their context, (session, letters, at) → values by number, without the void."""
    from app.invitations.steps.designation_letters import contents_or_void
    from app.withdrawal.steps.prior_letters import nothing_or_void

    return {"designation": contents_or_void, "prior_notice": nothing_or_void}


def _batch_handed_over() -> Any:
    """A batch was handed over to the carrier, in the transaction under way: (session, batch_id, actor)."""
    from app.withdrawal.steps.prior_letters import prove_handed_over

    return prove_handed_over


def _letters_returned() -> Any:
    """What a kind of letter without notice does with those that came back: by kind, (session, letters, actor)."""
    from app.withdrawal.steps.prior_letters import reopen

    return {"prior_notice": reopen}


def _address_replaced() -> Any:
    """Somebody else replaced a person's address, in the transaction under way: (session, person)."""
    from app.invitations.steps.designation_objections import suspend_all_of

    return suspend_all_of


def _right_taken_back() -> Any:
    """A right is taken back from somebody who holds it through no row of their own.

    (gesture, person, service) → whether they held it otherwise.
    """
    from app.mandates.steps.assignments import narrow_at_employer

    return narrow_at_employer


def _invite_user() -> Any:
    """Somebody whom the employer does not know is invited, with rights: (giver, whom, services, until_on, token)."""
    from app.invitations.actions.invitations import invite_user

    return invite_user


def _asked_rights() -> Any:
    """What somebody has asked for and waits for: (session, employer_id, space, person_id, on) → instants by service."""
    from app.rights.queries.requests import asked_rights

    return asked_rights


def _waiting_review() -> Any:
    """Beside people and their rights, the review to attest: (employer_id, space, on) → what waits, or None."""
    from app.reviews.web.tasks import waiting_review

    return waiting_review


def _can_take_back() -> Any:
    """Beside people and their rights, whether what somebody did can be taken back: (giver, person)."""
    from app.taking_back.web.offer import can_take_back

    return can_take_back


def _departure_planned_on() -> Any:
    """Beside people, the departure that can be cancelled: (session, employer_id, person_id, on) → its day, or None."""
    from app.personnel.queries.leaving import departure_planned_on

    return departure_planned_on


def _undoable_until() -> Any:
    """Beside people, the removal that can be undone: (giver, person_id) → until when, or None."""
    from app.taking_back.web.returning import undoable_until

    return undoable_until


def _requests_under_way() -> Any:
    """Beside the services, the requests under way: (principal, on) → pairs of whose turn it is, and lines."""
    from app.requests.web.following.list_page import under_way

    return under_way


def _unfinished_requests() -> Any:
    """Beside a loss, the requests under way: (session, employer_id, services) → how many, the nearest last day."""
    from app.requests.queries.lists import unfinished

    return unfinished


def _requests_of_file() -> Any:
    """Beside a file, the requests about it: (principal, file_id, on) → lines."""
    from app.requests.web.following.list_page import about_file

    return about_file


def _say_in_thread() -> Any:
    """What is asked or answered about a request stands in its thread too: (session, row, kind, actor, at, words)."""
    from app.messaging.steps.requests import say_in_thread

    return say_in_thread


def _talk_about() -> Any:
    """Beside a request, its threads, to a reader who may use the messaging: (row) → what is shown, or None."""
    from app.messaging.web.about import talk_about

    return talk_about


def _talk_at_desk() -> Any:
    """The same for the Commission: (row)."""
    from app.messaging.web.about import talk_at_desk

    return talk_at_desk


def _closed_in_messages() -> Any:
    """What messages hold on the medical side: (session, employer_id, digests) → those of these digests."""
    from app.messaging.queries.pieces import closed_in_messages

    return closed_in_messages


def _move_in_messages() -> Any:
    """An agent moves a content to the medical side: in messages too (session, employer_id, sha256, actor, at)."""
    from app.messaging.steps.contents import move_in_messages

    return move_in_messages


def _request_to_answer() -> Any:
    """What a deposit answers: (session, identifier of a request, employer_id, identifier of a file) → reference."""
    from app.requests.queries.answers import reference_to_answer

    return reference_to_answer


def _note_answer() -> Any:
    """A deposit answers a request: (session, reference, employer_id, file_id, notice, actor) → whether it still can."""
    from app.requests.steps.depositing import note_answer

    return note_answer


def _after_answer() -> Any:
    """Beside a deposit that was made, what may be done with the request it answers: (notice) → words, addresses."""
    from app.requests.web.desk.answers import after_answer

    return after_answer


def _answered_request() -> Any:
    """Beside a document, the request that it answers: (principal, notice_id, on) → reference and address, or None."""
    from app.requests.web.answers import answered_request

    return answered_request


def _waiting_at_employers() -> Any:
    """Beside the employers to choose among, what waits at each: (principal, choices, on) → lines by employer."""
    from app.desk.web.home.across import waiting_lines

    return waiting_lines


def _demo_accounts() -> Any:
    """Whom to sign in as, in a demonstration: (session) → accounts."""
    from app.demo.actions.people import demo_accounts

    return demo_accounts


def _returns() -> Any:
    """What a return from the identity provider is for, by what was kept at departure: (kept, destination) → answer.

    A plain sign-in keeps none of these.
    """
    from app.entry.web.confirming.views import confirmed
    from app.invitations.actions.sign_in import KEPT
    from app.invitations.web.invitations.views import accepted

    return {"confirms": confirmed, KEPT: accepted}


def _problem_of() -> Any:
    """An error where programs are answered, in the place of its page: (status) → answer, or None for people."""
    from app.api.web.problems import problem_of

    return problem_of


WIRED: dict[str, Callable[[], Any]] = {
    "email_makers": _email_makers,
    "letter_makers": _letter_makers,
    "batch_handed_over": _batch_handed_over,
    "letters_returned": _letters_returned,
    "address_replaced": _address_replaced,
    "right_taken_back": _right_taken_back,
    "invite_user": _invite_user,
    "asked_rights": _asked_rights,
    "waiting_review": _waiting_review,
    "can_take_back": _can_take_back,
    "departure_planned_on": _departure_planned_on,
    "undoable_until": _undoable_until,
    "requests_under_way": _requests_under_way,
    "unfinished_requests": _unfinished_requests,
    "requests_of_file": _requests_of_file,
    "say_in_thread": _say_in_thread,
    "talk_about": _talk_about,
    "talk_at_desk": _talk_at_desk,
    "closed_in_messages": _closed_in_messages,
    "move_in_messages": _move_in_messages,
    "request_to_answer": _request_to_answer,
    "note_answer": _note_answer,
    "after_answer": _after_answer,
    "answered_request": _answered_request,
    "waiting_at_employers": _waiting_at_employers,
    "demo_accounts": _demo_accounts,
    "returns": _returns,
    "problem_of": _problem_of,
}


def register(app: Flask) -> None:
    """Give the application what its contexts ask of one another."""
    app.extensions["wired"] = WIRED
