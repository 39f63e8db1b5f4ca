"""The identity provider: OpenID Connect by authorization code with PKCE, behind one small class (provider.py).

Everything that the provider says arrives here, is checked here, and leaves as an `Identity` or an error of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import current_app

from app.vocabulary.text import cleaned

if TYPE_CHECKING:
    from app.delivery.provider import IdentityProvider


class IdentityError(Exception):
    """The provider could not tell who this is; the text says why, for the log."""


class ProviderUnavailable(IdentityError):
    """The provider does not answer, or answers that it cannot."""


class AnswerRefused(IdentityError):
    """The provider answered something that cannot be accepted."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one sign-in keeps in the browser until it comes back: used once.

    With `max_age` (seconds), the provider must ask again who this is, and say when it did.
    """

    state: str
    nonce: str
    code_verifier: str
    redirect_uri: str
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says this is. `claims` holds `name email neq roles acr` as they came, unverified in shape."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]
    id_token: str

    @property
    def name(self) -> str:
        """The person's name, whole or in its parts; empty if the provider does not say."""
        parts = (self.claims.get("given_name"), self.claims.get("family_name"))
        whole = self.claims.get("name") or " ".join(part for part in parts if isinstance(part, str))
        return cleaned(whole) if isinstance(whole, str) else ""

    @property
    def authenticated_at(self) -> datetime | None:
        """When the person proved who they are, if the ID token says it."""
        said = self.claims.get("auth_time")
        try:
            return datetime.fromtimestamp(said, UTC) if isinstance(said, int) else None
        except (OverflowError, ValueError, OSError):  # no calendar has that instant
            return None

    def words(self, claim: str) -> tuple[str, ...] | None:
        """A claim that is a word or a list of words; None if it is missing or something else."""
        value = self.claims.get(claim)
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            return None
        return tuple(listed)


def identity_provider() -> IdentityProvider:
    """The provider of this application's settings; kept, with what it publishes, as long as the application."""
    config = current_app.config
    if not config["OIDC_ISSUER"]:
        raise ProviderUnavailable("no provider is set")
    if "identity_provider" not in current_app.extensions:
        # At the first sign-in only: it brings the libraries of OpenID and of HTTP.
        from app.delivery.provider import IdentityProvider

        current_app.extensions["identity_provider"] = IdentityProvider(
            config["OIDC_ISSUER"],
            config["OIDC_CLIENT_ID"],
            config["OIDC_CLIENT_SECRET"],
            config["OIDC_TIMEOUT"],
        )
    provider: IdentityProvider = current_app.extensions["identity_provider"]
    return provider
