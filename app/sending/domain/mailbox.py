"""The development mailbox: the messages that were written as files instead of being sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message of the list."""

    name: str
    to: str
    subject: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class MailboxMessage:
    """A whole message: its text, and the HTML that says the same."""

    envelope: Envelope
    sender: str
    language: str
    text: str
    html: str


def mailbox(folder: Path, to: str = "") -> list[Envelope]:
    """The messages, newest first; only those whose address holds `to`, in small letters, when it is given."""
    found = [envelope for envelope in _envelopes(folder) if to.lower() in envelope.to.lower()]
    return sorted(found, key=lambda envelope: (envelope.sent_at, envelope.name), reverse=True)


def mailbox_message(folder: Path, name: str) -> MailboxMessage | None:
    """The message of that name, if there is one."""
    path = folder / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    return MailboxMessage(
        envelope=_envelope(path, message),
        sender=str(message["From"]),
        language=str(message["Content-Language"] or "fr"),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _envelopes(folder: Path) -> Iterator[Envelope]:
    parser = BytesHeaderParser(policy=policy.default)
    for path in folder.glob("*.eml"):
        with path.open("rb") as file:
            yield _envelope(path, parser.parse(file))


def _envelope(path: Path, message: EmailMessage) -> Envelope:
    return Envelope(path.stem, str(message["To"]), str(message["Subject"]), parsedate_to_datetime(str(message["Date"])))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
