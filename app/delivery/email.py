"""E-mail: one message handed over once, and what the world answered."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_mail import Connection, Message, sanitize_address
from jinja2 import TemplateError

from app.delivery.files import make_folders, replace
from app.delivery.messages import Email, MissingValuesError, UnusableAddressError, build, smtp_settings

ANSWER_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Accepted:
    """The mail server took the message over; its answer is part of the proof."""

    answer: str


@dataclass(frozen=True, slots=True)
class TemporaryFailure:
    """The message did not leave, and may later: 4xx, a connection cut or refused, a time-out, a fault of our set-up."""

    answer: str


class NotComposed(TemporaryFailure):
    """The message could not be made from what was kept of it: the fault is ours, or the row's."""


class Unreachable(TemporaryFailure):
    """The mail server itself did not take part in the conversation: no other message would leave either."""


@dataclass(frozen=True, slots=True)
class PermanentFailure:
    """The server refused this recipient or this message for good (5xx)."""

    answer: str


Answer = Accepted | TemporaryFailure | PermanentFailure


def _composed(email: Email, hand_over: Callable[[Message], Answer]) -> Answer:
    """Compose a message and hand it over. What cannot be composed may be mended before the sender gives up."""
    try:
        message = build(email)
    except (MissingValuesError, TemplateError) as error:
        return NotComposed(_sentence(error))
    except UnusableAddressError as error:
        return PermanentFailure(_plain(str(error)))
    return hand_over(message)


class _Wire(Connection):
    """Flask-Mail's connection, with a time-out, a verified TLS context, and a name of our own to greet with."""

    host: smtplib.SMTP

    def configure_host(self) -> smtplib.SMTP:
        """Connect, secure and sign in. Raises SMTPException or OSError."""
        config = current_app.config
        settings: dict[str, Any] = {
            "timeout": config["MAIL_TIMEOUT"],
            "local_hostname": urlsplit(config["PUBLIC_URL"]).hostname,
        }
        if self.mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                self.mail.server, self.mail.port or 465, context=_tls_context(config["MAIL_CA_FILE"]), **settings
            )
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port or 25, **settings)
        try:
            if self.mail.use_tls:
                host.starttls(context=_tls_context(config["MAIL_CA_FILE"]))
            host.ehlo_or_helo_if_needed()
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host


def _tls_context(authority: str) -> ssl.SSLContext:
    """Certificates are verified, against the system's authorities or the one of MAIL_CA_FILE."""
    context = ssl.create_default_context(cafile=authority or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class SmtpMailer:
    """Hands messages to the mail server of the settings, over one connection while the block lasts.

    Used as a context manager, inside an application context, by one thread.
    """

    def __init__(self) -> None:
        self._wire: _Wire | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up(politely=True)

    def send(self, email: Email) -> Answer:
        """Hand one message over. Never raises."""
        return _composed(email, self._send)

    def _send(self, message: Message) -> Answer:
        try:
            host = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            return Unreachable(_sentence(error))
        return self._handed_over(host, message)

    def _handed_over(self, host: smtplib.SMTP, message: Message) -> Answer:
        try:
            return self._hand_over(host, message)
        except TimeoutError as error:
            self._hang_up()
            return Unreachable(_sentence(error))
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            return TemporaryFailure(_sentence(error))
        except UnicodeError:
            self._hang_up()
            return PermanentFailure("the address cannot be written in an envelope")

    def _connected(self) -> smtplib.SMTP:
        if self._wire is not None and not _is_alive(self._wire.host):
            self._hang_up()
        if self._wire is None:
            wire = _Wire(smtp_settings())
            wire.host = wire.configure_host()
            self._wire = wire
        return self._wire.host

    def _hand_over(self, host: smtplib.SMTP, message: Message) -> Answer:
        """The three steps of a hand-over. Only the recipient or the message itself can be refused for good."""
        code, answer = host.mail(sanitize_address(message.sender))
        if code != 250:
            host.rset()
            return TemporaryFailure(_line(code, answer))
        code, answer = host.rcpt(sanitize_address(message.recipients[0]))
        if code not in (250, 251, 252):
            host.rset()
            return _refusal(code, answer)
        try:
            code, answer = host.data(message.as_bytes())
        except smtplib.SMTPDataError as error:
            host.rset()
            return _refusal(error.smtp_code, error.smtp_error)
        return Accepted(_line(code, answer)) if code == 250 else _refusal(code, answer)

    def _hang_up(self, *, politely: bool = False) -> None:
        wire, self._wire = self._wire, None
        if wire is None:
            return
        try:
            if politely:
                wire.host.quit()
        except (smtplib.SMTPException, OSError):
            pass  # what had to be handed over has been: a missing good-bye changes nothing
        finally:
            wire.host.close()


def _is_alive(host: smtplib.SMTP) -> bool:
    """Whether a connection kept open still answers: a server may have closed it meanwhile."""
    try:
        return host.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _refusal(code: int, answer: bytes | str) -> Answer:
    line = _line(code, answer)
    return PermanentFailure(line) if 500 <= code < 600 else TemporaryFailure(line)


def _line(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return _plain(f"{code} {text}")


def _plain(text: str) -> str:
    """One line of printable signs: a database takes no NUL, and a page shows no other control sign."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:ANSWER_CHARACTERS]


def _sentence(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _line(error.smtp_code, error.smtp_error)
    return _plain(f"{type(error).__name__}: {error}")


class MailboxMailer:
    """Development: writes each message as a file into a folder that the mailbox page reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        make_folders(self.folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close."""

    def send(self, email: Email) -> Answer:
        """Write the message; the same Message-ID again writes the same file."""
        return _composed(email, self._write)

    def _write(self, message: Message) -> Answer:
        name = f"{hashlib.sha256(message.msgId.encode()).hexdigest()[:32]}.eml"
        try:
            make_folders(self.folder)
            replace(self.folder / name, message.as_bytes())
        except OSError as error:
            return TemporaryFailure(_sentence(error))
        except UnicodeError:
            return PermanentFailure("the address cannot be written in an envelope")
        return Accepted(f"250 mailbox/{name}")


Mailer = SmtpMailer | MailboxMailer


def get_mailer(app: Flask) -> Mailer:
    """The application's mailer, to be used in a `with` block: MAIL_SERVER, or the development mailbox without one."""
    if app.config["MAIL_SERVER"]:
        return SmtpMailer()
    return MailboxMailer(app.config["RELAIS_DATA"] / "mailbox")
