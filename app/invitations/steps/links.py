"""The link of an invitation. Its secret is derived when the message leaves; only its SHA-256 is kept.

It depends on the invitation, on the number of the sending and on the portal's secret key: a message sent again after
a crash carries the same link, and sending the invitation again makes another, which kills the first.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.digests import keyed_digests, token_digest
from app.ledger.steps.outbox import queue_email
from app.registry.models.invitations import Invitation
from app.registry.queries.invitations import inviter_name, organisation_of
from app.registry.words.invitations import InvitationPurpose, InvitationState
from app.vocabulary.emails import EmailKind

#: Where links lead: `app.invitations.web.invitations` answers there.
PATH = "/invitation"


def secret_of(invitation: Invitation) -> str:
    """The secret of the latest link: 256 bits. By the former key, if it is the one that was sent already."""
    digests = keyed_digests("invitation", f"{invitation.public_id}.{invitation.sendings}")
    secrets = [base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=") for digest in digests]
    return next((one for one in secrets if token_digest(one) == invitation.token_sha256), secrets[0])


def queue_link(session: Session, invitation: Invitation, at: datetime) -> None:
    """Send the latest link to the address of the invitation. The message that waits holds no secret."""
    invitation.token_sha256 = token_digest(secret_of(invitation))
    session.flush()
    queue_email(
        session,
        EmailKind.INVITATION_LINK.value,
        f"{invitation.public_id}.{invitation.sendings}",
        to_address=invitation.email,
        language=invitation.language,
        context={"invitation_id": invitation.id, "sending": invitation.sendings},
        at=at,
        employer_id=invitation.employer_id,
    )


def prepare_link(session: Session, email: OutgoingEmail) -> dict[str, Any] | None:
    """What the message says, made when the worker sends it. None when the link is no longer to be sent."""
    invitation = session.get_one(Invitation, email.context["invitation_id"])
    if invitation.state != InvitationState.SENT or invitation.sendings != email.context["sending"]:
        return None
    secret = secret_of(invitation)
    invitation.token_sha256 = token_digest(secret)
    return {
        "link": f"{current_app.config['PUBLIC_URL'].rstrip('/')}{PATH}/{secret}",
        "organisation": organisation_of(session, invitation).name,
        "purpose": InvitationPurpose(invitation.purpose),
        "by": inviter_name(session, invitation),
        "expires_at": invitation.expires_at,
    }
