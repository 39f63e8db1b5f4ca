"""The words of each e-mail, and the message that they make.

The words stand once, in `templates/emails/<kind>.html`, which two layouts say in their own way: `layout.html` for the
HTML, `layout.txt` for the text and, on its first line, the subject. The values that each kind needs are in `VALUES`.
None of them is about a worker. The same message has the same bytes, Message-ID and date included, however often it is
built.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as MimeMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_mail import Mail, Message

from app.vocabulary.emails import EmailKind
from app.vocabulary.language import Language

#: What a message says that its words do not: `link` is absolute; days are dates; the others are text unless said.
VALUES: Mapping[EmailKind, frozenset[str]] = {
    # is_decision: bool; because: Because
    EmailKind.NEW_DOCUMENT: frozenset({"employer", "link", "is_decision", "because"}),
    EmailKind.FILE_IMPUTED: frozenset({"employer", "link", "because"}),
    # services: several OnlineService; until: the last day included; by: the name of who did it
    EmailKind.ACCESS_GRANTED: frozenset({"employer", "link", "services", "until", "by"}),
    EmailKind.ACCESS_CHANGED: frozenset({"employer", "link", "services", "until", "by"}),
    EmailKind.ACCESS_REVOKED: frozenset({"employer", "services", "by"}),
    # role: Role
    EmailKind.ROLE_GIVEN: frozenset({"employer", "link", "space", "role", "by"}),
    # about: the name of the other person; from_on: the first day; until: the last one
    EmailKind.STAND_IN_NAMED: frozenset({"employer", "link", "space", "about", "from_on", "until", "by"}),
    EmailKind.ABSENCE_RECORDED: frozenset({"employer", "link", "space", "about", "from_on", "until", "by"}),
    # about: who is away; stand_in: who stands in; until: the last day; grants: bool, whether the reader can prolong it
    EmailKind.ABSENCE_ENDING: frozenset({"employer", "link", "about", "stand_in", "until", "grants"}),
    # stands_in: bool, whether the reader is the one who stands in
    EmailKind.ABSENCE_ENDED: frozenset({"employer", "about", "from_on", "until", "by", "stands_in"}),
    # space: Space
    EmailKind.INVITATION: frozenset({"employer", "link", "space", "by"}),
    # purpose: InvitationPurpose; organisation: the employer or firm; expires_at: an instant
    EmailKind.INVITATION_LINK: frozenset({"organisation", "link", "purpose", "by", "expires_at"}),
    # outcome: InvitationOutcome; about: the name of who was invited
    EmailKind.INVITATION_ANSWERED: frozenset({"organisation", "link", "purpose", "outcome", "about"}),
    # number: how many rights; until: the last day of the first; is_hole, is_thin: bool, who would take over
    EmailKind.RIGHTS_ENDING: frozenset({"employer", "link", "number", "until", "is_hole", "is_thin"}),
    EmailKind.RIGHT_ENDING: frozenset({"employer", "link", "services", "until"}),
    EmailKind.RIGHT_LAPSED: frozenset({"employer", "link", "number"}),
    EmailKind.RIGHT_ASKED: frozenset({"employer", "link", "services", "by"}),
    EmailKind.REQUEST_REFUSED: frozenset({"employer", "link", "services", "by"}),
    EmailKind.REQUEST_EXPIRED: frozenset({"employer", "link", "services"}),
    # stage: what happened; reader: as what they are told; objection: a link, empty where there is nothing to object to
    EmailKind.DESIGNATION_NEWS: frozenset(
        {"employer", "stage", "reader", "about", "order", "member_no", "by", "reason", "objection", "link"}
    ),
    EmailKind.DESIGNATION_ENDED: frozenset({"employer", "by"}),
    # temporary_until: an instant
    EmailKind.WELCOME_CODE: frozenset({"link", "space", "user_code", "temporary_password", "temporary_until"}),
    # news: ClinicNews; clinic: its name
    EmailKind.CLINIC_NEWS: frozenset({"link", "news", "clinic"}),
    # link: makes a browser known; guesses: how many wrong passwords unknown browsers have tried
    EmailKind.TEMPORARY_PASSWORD: frozenset({"link", "space", "temporary_password", "temporary_until", "guesses"}),
    # number: how many wrong passwords unknown browsers have tried
    EmailKind.SIGN_IN_GUESSED: frozenset({"link", "space", "number"}),
    EmailKind.PASSWORD_CHANGED: frozenset({"link"}),
    # expires_at: an instant
    EmailKind.IDENTITY_TO_CONFIRM: frozenset({"code", "expires_at"}),
    # alarm: AlarmCode
    EmailKind.ALARM_RAISED: frozenset({"link", "alarm"}),
    EmailKind.EMAIL_TO_CONFIRM: frozenset({"link"}),
    # link: puts the former address back; empty but for that address, and when its owner changed it
    EmailKind.EMAIL_CHANGED: frozenset({"by", "link"}),
    # gesture: Recovery; recovery_reason: RecoveryReason; done_at: an instant
    EmailKind.RECOVERY: frozenset({"gesture", "recovery_reason", "done_at", "link"}),
    # moment: SensitiveMoment; about: whom it concerns, empty if nobody in particular; done_at: an instant
    EmailKind.SENSITIVE_MOMENT: frozenset({"employer", "link", "moment", "by", "about", "done_at"}),
    # space: Space; until: the day by which the review is due; is_late: bool, whether it has passed
    EmailKind.ACCESS_REVIEW: frozenset({"employer", "link", "space", "until", "is_late"}),
    # firm: its name; until: the last day of the mandate
    EmailKind.MANDATE_PROPOSED: frozenset({"employer", "link", "firm", "services", "until", "by"}),
    # change: MandateChange
    EmailKind.MANDATE_CHANGED: frozenset({"employer", "link", "firm", "change", "until", "by"}),
    EmailKind.MANDATE_ASSIGNED: frozenset({"employer", "link", "firm", "services", "until", "by", "space"}),
    # readers: how many people of the firm can read; is_hole, is_thin: bool, who would take over
    EmailKind.MANDATE_ENDING: frozenset({"employer", "link", "firm", "until", "readers", "is_hole", "is_thin"}),
    # until: the last day on which it is kept
    EmailKind.DRAFT_ENDING: frozenset({"employer", "link", "until"}),
    EmailKind.MESSAGE_WAITING: frozenset({"employer", "link"}),
    EmailKind.REQUEST_ASKED: frozenset({"employer", "link"}),
    EmailKind.REQUEST_ENDED: frozenset({"employer", "link"}),
    EmailKind.REQUEST_FILED: frozenset({"employer", "link"}),
    EmailKind.DEPOSIT_TO_CONFIRM: frozenset({"employer", "link"}),
    # from_on: the first day of the other way; by_post: bool, by post from then on, otherwise on screen
    EmailKind.CHANNEL_TURNED: frozenset({"employer", "link", "from_on", "by_post"}),
    # withdrawal_on: a day
    EmailKind.PRIOR_NOTICE: frozenset({"employer", "link", "withdrawal_on"}),
}


@dataclass(frozen=True, slots=True)
class Email:
    """One message to one address. `message_id` with its angle brackets; `sent_at`, an aware instant, is its date."""

    kind: EmailKind
    message_id: str
    to_address: str
    language: Language
    sent_at: datetime
    values: Mapping[str, Any]


class MissingValuesError(ValueError):
    """A message lacks values that its kind needs."""


class UnusableAddressError(ValueError):
    """The address of a message is not one address, or cannot be written in an envelope."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a message, in its reader's language."""

    subject: str
    text: str
    html: str


def compose(email: Email) -> Words:
    """Render the words of a message. Needs an application context. Raises MissingValuesError."""
    if missing := VALUES[email.kind] - set(email.values):
        raise MissingValuesError(f"{email.kind}: {', '.join(sorted(missing))}")
    with force_locale(email.language.value):
        text, html = (_render(email, layout) for layout in ("layout.txt", "layout.html"))
    subject, _, body = text.partition("\n")
    return Words(subject, _tidy(body), _tidy(html))


def _tidy(text: str) -> str:
    """At most one empty line in a row, whatever the templates needed to be readable themselves."""
    return re.sub(r"\n\s*\n", "\n\n", text.strip()) + "\n"


def _render(email: Email, layout: str) -> str:
    template = current_app.jinja_env.get_template(f"emails/{email.kind.value}.html")
    site = current_app.config["PUBLIC_URL"]
    account = f"{site.rstrip('/')}/mon-compte"
    return template.render(email.values, layout=f"emails/{layout}", site=site, account=account)


class _StableMessage(Message):
    """Flask-Mail's message, with nothing left to chance: the same identifier, date and boundaries at each sending."""

    sent_at: datetime

    def _message(self) -> Any:
        message: MimeMessage = super()._message()
        message.replace_header("Date", format_datetime(self.sent_at))
        seed = hashlib.sha256(self.msgId.encode()).hexdigest()[:24]
        for number, part in enumerate(message.walk()):
            if part.is_multipart():
                part.set_boundary(f"=_{seed}_{number}")
        return message


def smtp_settings() -> Any:
    """Flask-Mail's own reading of the settings, made at the first e-mail: only what sends one imports Flask-Mail."""
    if "mail" not in current_app.extensions:
        Mail(current_app)
    return current_app.extensions["mail"]


def build(email: Email) -> Message:
    """The message as it will cross the wire. Needs an application context. Raises UnusableAddressError."""
    if not _is_one_address(email.to_address):
        raise UnusableAddressError("this is not one plain address")
    words = compose(email)
    smtp_settings()
    message = _StableMessage(
        subject=words.subject,
        recipients=[email.to_address],
        body=words.text,
        html=words.html,
        extra_headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": email.language.value,
        },
    )
    message.msgId = email.message_id
    message.sent_at = email.sent_at
    return message


def _is_one_address(text: str) -> bool:
    """Whether a text is one plain address: nothing in it could add a recipient or a header."""
    return "@" in text and text.isprintable() and parseaddr(text) == ("", text)
