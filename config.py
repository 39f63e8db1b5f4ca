"""Settings, read once from the environment. The names are a contract: see docs/operations.md."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
#: Where `flask identity-provider` answers, in development.
DEMO_IDENTITY_PROVIDER = "http://127.0.0.1:8001"


class ConfigurationError(RuntimeError):
    """A setting is missing or contradicts another; the portal does not start."""


def _flag(name: str, default: bool) -> bool:
    text = os.environ.get(name)
    return default if text is None else text.lower() in {"1", "true", "yes", "on"}


def _secret_key(environment: str, data: Path) -> str:
    """The key of the environment; outside production, one is made and kept in the data folder."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if environment == "production":
        raise ConfigurationError("SECRET_KEY must be set in production")
    path = data / "secret_key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        _make_once(path, secrets.token_hex(32))
    return path.read_text(encoding="ascii")


def _make_once(path: Path, text: str) -> None:
    """Write a file whole, for its owner only, or not at all; what another process put there meanwhile stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(text)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)


#: A host and a port, or the path of a socket.
_SCANNER = re.compile(r"/.+|[^\s/]+:\d{1,5}")
#: Bytes below which a key may be tried out, and distinct characters below which it was made up in haste.
SHORTEST_KEY, FEWEST_CHARACTERS = 32, 10


def _check_key(name: str, key: str) -> None:
    """Refuse what can be guessed: whoever has the key signs in as anybody, or reads what is sealed."""
    if len(key.encode()) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS:
        made = "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        raise ConfigurationError(f"{name} must have {SHORTEST_KEY} bytes that nobody can guess; make one: {made}")


def _is_https(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" and bool(parts.hostname)


def _is_here(address: str) -> bool:
    """Whether an address of the web leads to this machine's own loopback."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _environment() -> str:
    environment = os.environ.get("RELAIS_ENV", "development")
    if environment not in {"development", "test", "production"}:
        raise ConfigurationError(f"RELAIS_ENV must be development, test or production, not {environment!r}")
    return environment


def _data() -> Path:
    return Path(os.environ.get("RELAIS_DATA", str(ROOT / "instance"))).resolve()


def _hours_of_nobody() -> str:
    hours = "du lundi au vendredi, de 8 h 30 à 16 h 30 | Monday to Friday, 8:30 a.m. to 4:30 p.m."
    return "" if "LETTER_PHONE" in os.environ else hours


@dataclass
class Config:
    """Everything that create_app needs; tests build their own."""

    RELAIS_ENV: str = field(default_factory=_environment)
    RELAIS_DATA: Path = field(default_factory=_data)
    SECRET_KEY: str = ""
    SECRET_KEY_FALLBACKS: list[str] = field(default_factory=lambda: os.environ.get("SECRET_KEY_FALLBACKS", "").split())
    FIELD_KEY: str = field(default_factory=lambda: os.environ.get("FIELD_KEY", ""))
    FIELD_KEY_FALLBACKS: list[str] = field(default_factory=lambda: os.environ.get("FIELD_KEY_FALLBACKS", "").split())
    SQLALCHEMY_DATABASE_URI: str = ""
    SQLALCHEMY_ENGINE_OPTIONS: dict[str, Any] = field(default_factory=dict)
    SQLITE_SYNCHRONOUS: str = field(default_factory=lambda: os.environ.get("SQLITE_SYNCHRONOUS", "FULL").upper())
    SOFTWARE_REQUESTS: int = field(default_factory=lambda: int(os.environ.get("SOFTWARE_REQUESTS", "3000")))
    SOFTWARE_UNKNOWN_FILES: int = field(default_factory=lambda: int(os.environ.get("SOFTWARE_UNKNOWN_FILES", "50")))
    WRITERS_WAITING: int = field(default_factory=lambda: int(os.environ.get("WRITERS_WAITING", "2")))
    WRITER_PATIENCE: float = field(default_factory=lambda: float(os.environ.get("WRITER_PATIENCE", "5")))
    MAIL_SERVER: str = field(default_factory=lambda: os.environ.get("MAIL_SERVER", ""))
    MAIL_PORT: int = field(default_factory=lambda: int(os.environ.get("MAIL_PORT", "25")))
    MAIL_USE_TLS: bool = field(default_factory=lambda: _flag("MAIL_USE_TLS", False))
    MAIL_USE_SSL: bool = field(default_factory=lambda: _flag("MAIL_USE_SSL", False))
    MAIL_USERNAME: str | None = field(default_factory=lambda: os.environ.get("MAIL_USERNAME"))
    MAIL_PASSWORD: str | None = field(default_factory=lambda: os.environ.get("MAIL_PASSWORD"))
    MAIL_TIMEOUT: float = field(default_factory=lambda: float(os.environ.get("MAIL_TIMEOUT", "10")))
    MAIL_CA_FILE: str = field(default_factory=lambda: os.environ.get("MAIL_CA_FILE", ""))
    MAIL_DEFAULT_SENDER: str = field(
        default_factory=lambda: os.environ.get("MAIL_DEFAULT_SENDER", "Relais <ne-pas-repondre@relais.example>")
    )
    ALARM_EMAIL: str = field(default_factory=lambda: os.environ.get("ALARM_EMAIL", ""))
    LETTER_SENDER: str = field(
        default_factory=lambda: os.environ.get(
            "LETTER_SENDER", "Relais | Avis aux employeurs | Case postale 1200 | Québec (Québec)  G1K 7E2"
        )
    )
    LETTER_PHONE: str = field(default_factory=lambda: os.environ.get("LETTER_PHONE", "1 800 555-0199"))
    #: When somebody answers it, in French then in English; as made up as the number, and unsaid beside a real one.
    PHONE_HOURS: str = field(default_factory=lambda: os.environ.get("PHONE_HOURS", _hours_of_nobody()))
    PUBLIC_URL: str = field(default_factory=lambda: os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000"))
    OIDC_ISSUER: str = field(default_factory=lambda: os.environ.get("OIDC_ISSUER", ""))
    OIDC_CLIENT_ID: str = field(default_factory=lambda: os.environ.get("OIDC_CLIENT_ID", "relais"))
    OIDC_CLIENT_SECRET: str = field(default_factory=lambda: os.environ.get("OIDC_CLIENT_SECRET", ""))
    OIDC_TIMEOUT: float = field(default_factory=lambda: float(os.environ.get("OIDC_TIMEOUT", "5")))
    OIDC_EMAIL_VERIFIED_IMPLIED: bool = field(default_factory=lambda: _flag("OIDC_EMAIL_VERIFIED_IMPLIED", False))
    TRUSTED_PROXIES: int = field(default_factory=lambda: int(os.environ.get("TRUSTED_PROXIES", "0")))
    QUEUE_URL: str = field(default_factory=lambda: os.environ.get("QUEUE_URL", ""))
    DOCUMENT_STORE_URL: str = field(default_factory=lambda: os.environ.get("DOCUMENT_STORE_URL", ""))
    DOCUMENT_MAX_BYTES: int = field(default_factory=lambda: int(os.environ.get("DOCUMENT_MAX_BYTES", str(20 * 2**20))))
    DOCUMENT_MAX_PAGES: int = field(default_factory=lambda: int(os.environ.get("DOCUMENT_MAX_PAGES", "500")))
    PIECES_MAX_FILES: int = field(default_factory=lambda: int(os.environ.get("PIECES_MAX_FILES", "10")))
    PIECES_MAX_BYTES: int = field(default_factory=lambda: int(os.environ.get("PIECES_MAX_BYTES", str(40 * 2**20))))
    SCANNER_ADDRESS: str = field(default_factory=lambda: os.environ.get("SCANNER_ADDRESS", ""))
    SCANNER_TIMEOUT: float = field(default_factory=lambda: float(os.environ.get("SCANNER_TIMEOUT", "30")))
    RENEWAL_LONGEST_YEARS: int = field(default_factory=lambda: int(os.environ.get("RENEWAL_LONGEST_YEARS", "1")))
    GRANT_LONGEST_YEARS: int = field(default_factory=lambda: int(os.environ.get("GRANT_LONGEST_YEARS", "2")))
    FRESH_SIGN_IN_MINUTES: int = field(default_factory=lambda: int(os.environ.get("FRESH_SIGN_IN_MINUTES", "5")))
    ACCESS_REVIEW_DAYS: int = field(default_factory=lambda: int(os.environ.get("ACCESS_REVIEW_DAYS", "30")))
    ATTESTATION_KEY: str = field(default_factory=lambda: os.environ.get("ATTESTATION_KEY", ""))
    FREE_ROOM_BYTES: int = field(default_factory=lambda: int(os.environ.get("FREE_ROOM_BYTES", str(256 * 2**20))))
    METRICS_TOKEN: str = field(default_factory=lambda: os.environ.get("METRICS_TOKEN", ""))
    BODY_GRACE_SECONDS: float = field(default_factory=lambda: float(os.environ.get("BODY_GRACE_SECONDS", "10")))
    CHECKPOINTS: str = field(default_factory=lambda: os.environ.get("CHECKPOINTS", ""))
    CHECKPOINT_KEY: str = field(default_factory=lambda: os.environ.get("CHECKPOINT_KEY", ""))
    TESTING: bool = False

    def __post_init__(self) -> None:
        if self.RELAIS_ENV == "production":
            self._check_production()
        if self.RELAIS_ENV == "development" and not _is_here(self.PUBLIC_URL):
            raise ConfigurationError(
                f"PUBLIC_URL is {self.PUBLIC_URL}, and development answers this machine only: "
                "set RELAIS_ENV=production to put the portal in service"
            )
        if self.SQLITE_SYNCHRONOUS not in {"OFF", "NORMAL", "FULL", "EXTRA"}:
            raise ConfigurationError(f"SQLITE_SYNCHRONOUS must be FULL or EXTRA, not {self.SQLITE_SYNCHRONOUS!r}")
        if self.WRITERS_WAITING < 1:
            raise ConfigurationError("WRITERS_WAITING must be 1 at least: otherwise nobody could write")
        if self.MAIL_USE_TLS and self.MAIL_USE_SSL:
            raise ConfigurationError("MAIL_USE_TLS (STARTTLS) and MAIL_USE_SSL exclude each other")
        if self.SCANNER_ADDRESS and not _SCANNER.fullmatch(self.SCANNER_ADDRESS):
            raise ConfigurationError("SCANNER_ADDRESS must be host:port, or the path of a socket")
        self.SECRET_KEY = self.SECRET_KEY or _secret_key(self.RELAIS_ENV, self.RELAIS_DATA)
        self.SQLALCHEMY_DATABASE_URI = (
            self.SQLALCHEMY_DATABASE_URI
            or os.environ.get("DATABASE_URL", "")
            or f"sqlite:///{self.RELAIS_DATA / 'relais.sqlite'}"
        )
        # What a failing statement was given stands in no log: names, file numbers.
        self.SQLALCHEMY_ENGINE_OPTIONS = {"hide_parameters": True, **self.SQLALCHEMY_ENGINE_OPTIONS}
        if not self.OIDC_ISSUER and self.RELAIS_ENV == "development":
            self.OIDC_ISSUER = DEMO_IDENTITY_PROVIDER
        # What a page may be sent; the two that receive a file allow more, for themselves.
        self.MAX_CONTENT_LENGTH = 2**20
        self.MAX_FORM_MEMORY_SIZE = 500_000
        self.MAX_FORM_PARTS = 1000
        #: Tools of development, or of tests, are for this machine only; applications made inside a test serve nobody.
        self.LOOPBACK_ONLY = self.RELAIS_ENV == "development" or os.environ.get("RELAIS_ENV") == "test"
        self.TESTING = self.TESTING or self.RELAIS_ENV == "test"
        self.SESSION_COOKIE_NAME = "relais"
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        self.SESSION_COOKIE_SECURE = self.RELAIS_ENV == "production"
        # A form that was open when the key changed is still taken. itsdangerous signs with the last.
        self.WTF_CSRF_SECRET_KEY = [*reversed(self.SECRET_KEY_FALLBACKS), self.SECRET_KEY]
        self.WTF_CSRF_TIME_LIMIT = None
        self.BABEL_DEFAULT_LOCALE = "fr"
        self.BABEL_DEFAULT_TIMEZONE = "America/Toronto"

    def _check_production(self) -> None:
        """Refuse to start on what would lose notices or let strangers in; the message says what to set."""
        if not self.MAIL_SERVER:
            raise ConfigurationError("MAIL_SERVER must be set in production: without it, no notice would leave")
        for name, key in self._keys():
            _check_key(name, key)
        if not _is_https(self.PUBLIC_URL):
            raise ConfigurationError("PUBLIC_URL must be the site's https:// address in production")
        if self.OIDC_ISSUER and not (_is_https(self.OIDC_ISSUER) or _is_here(self.OIDC_ISSUER)):
            raise ConfigurationError("OIDC_ISSUER must be an https:// address in production")
        if self.SQLITE_SYNCHRONOUS in {"OFF", "NORMAL"}:
            raise ConfigurationError("SQLITE_SYNCHRONOUS must be FULL in production: less may lose what was promised")
        if _flag("FLASK_DEBUG", False):
            raise ConfigurationError("FLASK_DEBUG is refused in production: its pages run what a visitor types")

    def _keys(self) -> Iterator[tuple[str, str]]:
        """The keys that somebody chose, with the settings that give them."""
        for name, key, former in (
            ("SECRET_KEY", self.SECRET_KEY or os.environ.get("SECRET_KEY", ""), self.SECRET_KEY_FALLBACKS),
            ("FIELD_KEY", self.FIELD_KEY, self.FIELD_KEY_FALLBACKS),
        ):
            if key:
                yield name, key
            yield from ((f"{name}_FALLBACKS", each) for each in former)
