"""What each kind of e-mail says: the values that its templates need, from its row and what the row is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.delivery.messages import Email
from app.extensions import wired
from app.ledger.models.emails import OutgoingEmail
from app.registry.words.clinics import ClinicNews
from app.registry.words.designations import DesignationMoment, DesignationReader
from app.registry.words.invitations import InvitationOutcome, InvitationPurpose
from app.registry.words.mandates import MandateChange
from app.registry.words.recovery import Recovery, RecoveryReason
from app.registry.words.sensitive import SensitiveMoment
from app.sending.queries.outbox import employer_name, notice_words
from app.vocabulary.accounts import Role, Space
from app.vocabulary.alarms import AlarmCode
from app.vocabulary.emails import EmailKind
from app.vocabulary.labels import Labelled
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService

Values = dict[str, Any]
Maker = Callable[[Session, OutgoingEmail], Values | None]
#: Values of a message that name a member of the vocabulary.
_MEMBERS: dict[str, type[Labelled]] = {
    "alarm": AlarmCode,
    "space": Space,
    "news": ClinicNews,
    "moment": SensitiveMoment,
    "gesture": Recovery,
    "recovery_reason": RecoveryReason,
    "purpose": InvitationPurpose,
    "outcome": InvitationOutcome,
    "change": MandateChange,
    "stage": DesignationMoment,
    "reader": DesignationReader,
}


def email_of(session: Session, row: OutgoingEmail) -> Email | None:
    """Return the message of a row, ready for the mailer; None when it has lost its object.

    Raises whatever a row that another version wrote, or that was damaged, makes it raise.
    """
    kind, language = EmailKind(row.kind), Language(row.language)
    if (row.dispatch_id is not None) is not (kind in _OF_NOTICES):
        raise ValueError("the e-mail of a notice belongs to a dispatch, and no other does")
    values = _values(session, row, kind)
    if values is None:
        return None
    return Email(kind, row.message_id, row.to_address, language, row.created_at, values)


def _values(session: Session, row: OutgoingEmail, kind: EmailKind) -> Values | None:
    """What the templates of each kind need; None when the message has lost its object."""
    common: Values = {"link": current_app.config["PUBLIC_URL"].rstrip("/") + "/"}
    if row.employer_id is not None:
        common["employer"] = employer_name(session, row.employer_id)
    makers: Mapping[EmailKind, Maker] = _MAKERS | wired("email_makers")
    values = makers.get(kind, _from_context)(session, row)
    return None if values is None else common | values


def _of_notice(session: Session, row: OutgoingEmail) -> Values:
    if row.dispatch_id is None or row.person_id is None:
        raise ValueError("the e-mail of a notice belongs to a dispatch and a person")
    words = notice_words(session, row.dispatch_id, row.person_id, clock.today())
    return {"is_decision": words.is_decision, "because": words.because}


def _from_context(_session: Session, row: OutgoingEmail) -> Values:
    """The values kept with the message; codes become words, days become dates."""
    context = dict(row.context)
    if "services" in context:
        context["services"] = [OnlineService(code) for code in context["services"]]
    for name in _MEMBERS.keys() & context.keys():
        context[name] = _MEMBERS[name](context[name])
    if "done_at" in context:
        context["done_at"] = datetime.fromisoformat(context["done_at"])
    if "role" in context:
        context["role"] = Role(context["role"])
    for name in ("from_on", "until", "withdrawal_on"):
        if context.get(name):
            context[name] = date.fromisoformat(context[name])
    return context


#: Kinds that carry a notice.
_OF_NOTICES = frozenset({EmailKind.NEW_DOCUMENT, EmailKind.FILE_IMPUTED})
_MAKERS: dict[EmailKind, Maker] = dict.fromkeys(_OF_NOTICES, _of_notice)
