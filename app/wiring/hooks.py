"""Where contexts are joined: what one of them asks of another that stands after it, under a name.

A plain table. Whoever asks reads it through `app.extensions.wired`, and knows a name and a signature, no module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.demo.actions.people import demo_accounts
from app.entry.steps.credentials import prepare_welcome
from app.entry.steps.pending_identities import prepare_code
from app.entry.web.confirming.views import confirmed
from app.invitations.actions.invitations import invite_user
from app.invitations.actions.sign_in import KEPT
from app.invitations.steps.designation_letters import contents_or_void
from app.invitations.steps.designation_objections import suspend_all_of
from app.invitations.steps.links import prepare_link
from app.invitations.web.invitations.views import accepted
from app.mandates.steps.assignments import narrow_at_employer
from app.reviews.web.tasks import waiting_review
from app.taking_back.web.offer import can_take_back
from app.vocabulary.emails import EmailKind

if TYPE_CHECKING:
    from flask import Flask

WIRED: dict[str, Any] = {
    # What the e-mail of a kind says, where its row does not keep it: (session, row) → values, None for nothing to say.
    "email_makers": {
        EmailKind.WELCOME_CODE: prepare_welcome,
        EmailKind.TEMPORARY_PASSWORD: prepare_welcome,
        EmailKind.INVITATION_LINK: prepare_link,
        EmailKind.IDENTITY_TO_CONFIRM: prepare_code,
    },
    # What each letter that holds a code says, those that would open nothing made void: (session, letters, at).
    "code_letters": contents_or_void,
    # Somebody else replaced a person's address, in the transaction under way: (session, person).
    "address_replaced": suspend_all_of,
    # A right is taken back from somebody who holds it through no row of their own: (gesture, person, service) → whether
    # they held it otherwise.
    "right_taken_back": narrow_at_employer,
    # Somebody whom the employer does not know is invited, with rights: (giver, whom, services, until_on, token).
    "invite_user": invite_user,
    # Beside people and their rights: the review to attest, (employer_id, space, on) → what waits, or None; whether what
    # somebody did can be taken back, (giver, person).
    "waiting_review": waiting_review,
    "can_take_back": can_take_back,
    # Whom to sign in as, in a demonstration: (session) → accounts.
    "demo_accounts": demo_accounts,
    # What a return from the identity provider is for, by what was kept at departure: (kept, destination) → answer. A
    # plain sign-in keeps none of these.
    "returns": {"confirms": confirmed, KEPT: accepted},
}


def register(app: Flask) -> None:
    """Give the application what its contexts ask of one another."""
    app.extensions["wired"] = WIRED
