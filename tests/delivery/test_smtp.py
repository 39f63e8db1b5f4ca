"""Handing messages over to real mail servers: kind, moody, slow, secure, and dead ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from app import create_app
from app.delivery.email import Accepted, PermanentFailure, TemporaryFailure, get_mailer
from app.delivery.messages import Email
from app.vocabulary.emails import Because, EmailKind
from app.vocabulary.language import Language
from config import Config
from tests.servers.authority import Authority, authority, make_authority
from tests.servers.network import Network
from tests.servers.process import free_port

__all__ = ["authority"]

EMAIL = Email(
    kind=EmailKind.NEW_DOCUMENT,
    message_id="<Xa81.kD0@relais.example>",
    to_address="nadia.cote@hotel.example",
    language=Language.FR,
    sent_at=datetime(2020, 2, 3, 14, 30, tzinfo=UTC),
    values={"employer": "Hôtel", "link": "https://relais.example/", "is_decision": False, "because": Because.RIGHT},
)
#: How long an answer is waited for, in seconds: more than a busy machine takes; and by who waits for a silent server.
TIMEOUT, IMPATIENT = 60, 0.5
Portal = Callable[..., AbstractContextManager[Flask]]


@dataclass
class Server:
    """A mail server that does what it is told at each step: an answer, `stall`, or `hang up`."""

    mail: str = "250 OK"
    rcpt: str = "250 OK"
    data: str = "250 2.0.0 Ok: queued as 4F2A"
    kept: list[bytes] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    last: SMTP | None = None

    def hang_up(self) -> None:
        """Close the last connection, as a server does with one that has been silent for long."""
        assert self.last is not None
        closed = Event()
        self.last.loop.call_soon_threadsafe(self.last.transport.abort)
        self.last.loop.call_soon_threadsafe(closed.set)
        assert closed.wait(TIMEOUT)

    async def _step(self, server: SMTP, answer: str) -> str:
        if answer == "stall":
            await asyncio.sleep(IMPATIENT * 4)
        if answer == "hang up":
            server.transport.abort()
        return answer

    async def handle_EHLO(  # noqa: N802 (the names of these four are aiosmtpd's)
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        """Count the greetings."""
        session.host_name = name
        self.greetings.append(name)
        return responses

    async def handle_MAIL(  # noqa: N802 (the names of these four are aiosmtpd's)
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept a sender, or not."""
        if self.mail.startswith("250"):
            envelope.mail_from = address
        return await self._step(server, self.mail)

    async def handle_RCPT(  # noqa: N802 (the names of these four are aiosmtpd's)
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept a recipient, or not."""
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return await self._step(server, self.rcpt)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message, or not."""
        if self.data.startswith("250") or self.data == "hang up":
            assert isinstance(envelope.content, bytes)
            self.kept.append(envelope.content)
            self.encrypted.append(session.ssl is not None)
        return await self._step(server, self.data)


class _Counting(Controller):
    def factory(self) -> SMTP:
        self.handler.connections += 1
        self.handler.last = super().factory()
        return self.handler.last


@contextmanager
def running(network: Network, server: Server, **options: Any) -> Iterator[Server]:
    """Run a server on a planned port of the loopback."""
    server.port = free_port()
    network.plan(server.port)
    controller = _Counting(server, hostname="127.0.0.1", port=server.port, **options)
    controller.start()
    server.connections = 0
    server.greetings.clear()
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """`with portal(port, MAIL_…=…):` a portal that sends to that port, inside an application context."""

    @contextmanager
    def open_portal(port: int, **settings: Any) -> Iterator[Flask]:
        usual: dict[str, Any] = {
            "RELAIS_ENV": "test",
            "RELAIS_DATA": tmp_path / "data",
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": port,
            "MAIL_TIMEOUT": TIMEOUT,
            "PUBLIC_URL": "https://relais.example",
        }
        application = create_app(Config(**(usual | settings)))
        with application.app_context():
            yield application

    return open_portal


def send(app: Flask, *emails: Email) -> list[Any]:
    """Send over one connection; the answers."""
    with get_mailer(app) as mailer:
        return [mailer.send(email) for email in emails or (EMAIL,)]


def test_a_message_that_is_taken_over_is_accepted_with_the_server_s_words(network: Network, portal: Portal) -> None:
    with running(network, Server()) as server, portal(server.port) as app:
        assert send(app) == [Accepted("250 2.0.0 Ok: queued as 4F2A")]
        message = message_from_bytes(server.kept[0], policy=default)
        assert message["Message-ID"] == EMAIL.message_id
        assert message["Subject"] == "Un nouveau document vous attend"
        assert server.greetings == ["relais.example"]


def test_many_messages_go_over_one_connection(network: Network, portal: Portal) -> None:
    emails = [replace(EMAIL, message_id=f"<{number}@relais.example>") for number in range(5)]
    with running(network, Server()) as server, portal(server.port) as app:
        assert all(isinstance(answer, Accepted) for answer in send(app, *emails))
        assert (len(server.kept), server.connections) == (5, 1)


ANSWERS: list[tuple[dict[str, str], type, str]] = [
    ({"mail": "451 4.3.0 Try again"}, TemporaryFailure, "451 4.3.0 Try again"),
    ({"mail": "550 5.7.1 Sender refused"}, TemporaryFailure, "550 5.7.1 Sender refused"),
    ({"rcpt": "450 4.2.0 Greylisted"}, TemporaryFailure, "450 4.2.0 Greylisted"),
    ({"rcpt": "452 4.2.2 Mailbox full"}, TemporaryFailure, "452 4.2.2 Mailbox full"),
    ({"rcpt": "550 5.1.1 No such mailbox"}, PermanentFailure, "550 5.1.1 No such mailbox"),
    ({"rcpt": "553 5.1.3 Bad address"}, PermanentFailure, "553 5.1.3 Bad address"),
    ({"data": "451 4.7.1 Later"}, TemporaryFailure, "451 4.7.1 Later"),
    ({"data": "552 5.3.4 Too large"}, PermanentFailure, "552 5.3.4 Too large"),
    ({"data": "554 5.7.1 Refused"}, PermanentFailure, "554 5.7.1 Refused"),
    ({"data": "421 4.3.2 Going down"}, TemporaryFailure, "421 4.3.2 Going down"),
]


@pytest.mark.parametrize(("script", "kind", "answer"), ANSWERS, ids=[answer for *_, answer in ANSWERS])
def test_a_refusal_lasts_or_passes(
    network: Network, portal: Portal, script: dict[str, str], kind: type, answer: str
) -> None:
    with running(network, Server(**script)) as server, portal(server.port) as app:
        assert send(app) == [kind(answer)]
        assert server.kept == []


def test_one_refusal_does_not_spoil_the_next_message(network: Network, portal: Portal) -> None:
    with running(network, Server(rcpt="550 5.1.1 No")) as server, portal(server.port) as app, get_mailer(app) as mailer:
        assert isinstance(mailer.send(EMAIL), PermanentFailure)
        server.rcpt = "250 OK"
        assert isinstance(mailer.send(EMAIL), Accepted)
        assert server.connections == 1


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_server_that_stalls_is_given_up_in_time(network: Network, portal: Portal, step: str) -> None:
    stalled = running(network, Server(**{step: "stall"}))
    with stalled as server, portal(server.port, MAIL_TIMEOUT=IMPATIENT) as app:
        (answer,) = send(app)
        assert isinstance(answer, TemporaryFailure)


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_server_that_hangs_up_may_answer_later(network: Network, portal: Portal, step: str) -> None:
    server = Server(**{step: "hang up"})
    with running(network, server), portal(server.port) as app, get_mailer(app) as mailer:
        assert isinstance(mailer.send(EMAIL), TemporaryFailure)
        setattr(server, step, "250 OK")
        assert isinstance(mailer.send(EMAIL), Accepted)


def test_a_message_sent_twice_after_a_cut_is_one_message(network: Network, portal: Portal) -> None:
    with running(network, Server(data="hang up")) as server, portal(server.port) as app:
        assert isinstance(send(app)[0], TemporaryFailure)
        server.data = "250 OK"
        assert isinstance(send(app)[0], Accepted)
        first, second = server.kept
        assert first == second


def test_a_connection_closed_meanwhile_is_opened_again(network: Network, portal: Portal) -> None:
    server = Server()
    with running(network, server), portal(server.port) as app, get_mailer(app) as mailer:
        assert isinstance(mailer.send(EMAIL), Accepted)
        server.hang_up()
        assert isinstance(mailer.send(EMAIL), Accepted)
        assert server.connections == 2


def test_a_dead_server_is_a_passing_fault(network: Network, portal: Portal) -> None:
    port = free_port()
    network.plan(port)
    with portal(port) as app:
        (answer,) = send(app)
    assert isinstance(answer, TemporaryFailure)
    assert "ConnectionRefusedError" in answer.answer


@pytest.mark.parametrize(
    "address",
    ["nadia@hotel.example\r\nRCPT TO:<x@y.example>", "a@hotel.example, b@hotel.example", "nadiaé@hotel.example", ""],
)
def test_an_address_that_no_envelope_bears_is_refused_for_good(network: Network, portal: Portal, address: str) -> None:
    with running(network, Server()) as server, portal(server.port) as app:
        answers = send(app, replace(EMAIL, to_address=address), EMAIL)
        assert [type(answer) for answer in answers] == [PermanentFailure, Accepted]
        assert len(server.kept) == 1


def test_starttls_with_a_known_authority(network: Network, portal: Portal, authority: Authority) -> None:
    options = {"tls_context": authority.server_context(), "require_starttls": True}
    with running(network, Server(), **options) as server:
        with portal(server.port, MAIL_USE_TLS=True, MAIL_CA_FILE=str(authority.file)) as app:
            assert isinstance(send(app)[0], Accepted)
        assert server.encrypted == [True]


def test_tls_from_the_first_byte(network: Network, portal: Portal, authority: Authority) -> None:
    with running(network, Server(), ssl_context=authority.server_context()) as server:
        with portal(server.port, MAIL_USE_SSL=True, MAIL_CA_FILE=str(authority.file)) as app:
            assert isinstance(send(app)[0], Accepted)
        assert len(server.kept) == 1


@pytest.mark.parametrize("how", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
@pytest.mark.parametrize("trust", ["the system's authorities", "another authority"])
def test_a_server_that_nobody_vouches_for_receives_nothing(
    network: Network, portal: Portal, authority: Authority, tmp_path: Path, how: str, trust: str
) -> None:
    file = "" if trust == "the system's authorities" else str(make_authority(tmp_path, "Another").file)
    option = "tls_context" if how == "MAIL_USE_TLS" else "ssl_context"
    with running(network, Server(), **{option: authority.server_context()}) as server:
        with portal(server.port, MAIL_CA_FILE=file, **{how: True}) as app:
            (answer,) = send(app)
        assert isinstance(answer, TemporaryFailure)
        assert "CERTIFICATE_VERIFY_FAILED" in answer.answer
        assert server.kept == []


def test_a_certificate_for_another_name_is_not_enough(network: Network, portal: Portal, authority: Authority) -> None:
    with running(network, Server(), ssl_context=authority.server_context("127.0.0.9")) as server:
        with portal(server.port, MAIL_USE_SSL=True, MAIL_CA_FILE=str(authority.file)) as app:
            (answer,) = send(app)
        assert isinstance(answer, TemporaryFailure)
        assert server.kept == []


def test_nothing_is_sent_in_clear_when_tls_was_asked_for(network: Network, portal: Portal) -> None:
    with running(network, Server()) as server, portal(server.port, MAIL_USE_TLS=True) as app:
        assert isinstance(send(app)[0], TemporaryFailure)
        assert server.kept == []


def _signed_in(
    password: bytes, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
) -> AuthResult:
    return AuthResult(success=isinstance(data, LoginPassword) and data == LoginPassword(b"relais", password))


@pytest.mark.parametrize(("password", "kind"), [("right", Accepted), ("wrong", TemporaryFailure)])
def test_signing_in_to_the_server(
    network: Network, portal: Portal, authority: Authority, password: str, kind: type
) -> None:
    options = {
        "tls_context": authority.server_context(),
        "auth_required": True,
        "authenticator": partial(_signed_in, b"right"),
    }
    # A server that refuses a password goes on waiting for another.
    patience = {"wrong": {"MAIL_TIMEOUT": 5}}.get(password, {})
    settings = {"MAIL_USE_TLS": True, "MAIL_CA_FILE": str(authority.file), "MAIL_USERNAME": "relais", **patience}
    with (
        running(network, Server(), **options) as server,
        portal(server.port, MAIL_PASSWORD=password, **settings) as app,
    ):
        (answer,) = send(app)
    assert isinstance(answer, kind)
    assert "wrong" not in answer.answer
