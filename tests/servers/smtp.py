"""A real SMTP server that keeps what it receives, and refuses what a test tells it to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.network import Network
from tests.servers.process import free_port


@dataclass
class Sink:
    """What arrived, oldest first, and the answer to give to some recipients instead of "250 OK"."""

    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def refuse(self, address: str, answer: str = "550 5.1.1 No such mailbox") -> None:
        """Answer this to RCPT TO for this address."""
        self.refused[address] = answer

    def to(self, address: str) -> list[EmailMessage]:
        """The messages that arrived for one address."""
        pairs = zip(self.messages, self.recipients, strict=True)
        return [message for message, recipients in pairs if address in recipients]

    def clear(self) -> None:
        """As if nothing had come."""
        self.messages.clear()
        self.recipients.clear()
        self.refused.clear()

    async def handle_RCPT(  # noqa: N802 (the name is aiosmtpd's)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept a recipient, or not."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        """Keep a message."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 2.0.0 Kept"


@pytest.fixture(scope="session")
def smtp_server(planned_network: Network) -> Iterator[Sink]:
    """The session's server."""
    sink = Sink(free_port())
    planned_network.plan(sink.port)
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    yield sink
    controller.stop()


@pytest.fixture
def smtp(smtp_server: Sink) -> Sink:
    """An empty mailbox for this test. A test that asks for it gets an application that sends there."""
    smtp_server.clear()
    return smtp_server
