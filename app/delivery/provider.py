"""The identity provider as its client: what goes over the network to it, and what is believed of its answers.

Imported at the first sign-in through a provider: its libraries cost much to load (docs/decisions/0028-start-up.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
import urllib3
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.adapters import HTTPAdapter

from app.delivery.id_token import Expected, TokenRefused, UnknownKey, read_id_token
from app.delivery.identity import AnswerRefused, Attempt, Identity, ProviderUnavailable

#: Each claim is asked for by the scope of its name too: providers ignore the scopes that they do not know.
SCOPES = ("openid", "profile", "email", "neq", "roles")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_BYTES = 2**20
_METADATA_FOR = timedelta(minutes=10)


class _Bounded(HTTPAdapter):
    """Reads at most MOST_BYTES of an answer, and one more: what is longer is cut, and makes no sense any more."""

    def send(self, *args: Any, **options: Any) -> requests.Response:
        """As HTTPAdapter, with the content read already."""
        response = super().send(*args, **{**options, "stream": True})
        response._content = response.raw.read(MOST_BYTES + 1, decode_content=True)
        response.close()
        return response


class IdentityProvider:
    """One OpenID provider, as its client. Keeps what it publishes (endpoints, keys) for ten minutes."""

    def __init__(self, issuer: str, client_id: str, client_secret: str = "", timeout: float = 5) -> None:
        parts = urlsplit(issuer)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ProviderUnavailable("the issuer must be reached by https")
        self.issuer = issuer
        self.client_id = client_id
        self._secret = client_secret
        self._timeout = timeout
        self._metadata: dict[str, Any] = {}
        self._read_at: datetime | None = None
        self._keys: KeySet | None = None

    def authorization_url(self, attempt: Attempt, language: str, at: datetime) -> str:
        """Where to send the browser."""
        endpoint = self._endpoint("authorization_endpoint", at)
        again = {} if attempt.max_age is None else {"max_age": str(attempt.max_age), "prompt": "login"}
        with self._client(attempt) as client:
            url, _state = client.create_authorization_url(
                endpoint,
                state=attempt.state,
                code_verifier=attempt.code_verifier,
                nonce=attempt.nonce,
                ui_locales=language,
                **again,
            )
        return str(url)

    def identify(self, code: str, response_issuer: str | None, attempt: Attempt, at: datetime) -> Identity:
        """Who came back with this code. `response_issuer` is the `iss` of the callback (RFC 9207)."""
        self._check_response_issuer(response_issuer, at)
        token = self._exchange(code, attempt, at)
        text = token.get("id_token")
        if not isinstance(text, str):
            raise AnswerRefused("no ID token in the answer")
        access_token = str(token.get("access_token") or "")
        expected = Expected(self.issuer, self.client_id, attempt.nonce, at, access_token, attempt.max_age)
        claims = self._read(text, expected, at)
        if access_token and not {"name", "neq", "roles"} <= claims.keys():
            claims = {**self._user_info(access_token, str(claims["sub"]), at), **claims}
        return Identity(self.issuer, str(claims["sub"]), claims, text)

    def end_session_url(self, id_token: str, return_to: str, at: datetime) -> str | None:
        """Where to send the browser to sign out of the provider too, if it can."""
        endpoint = self._published(at).get("end_session_endpoint")
        if not isinstance(endpoint, str) or not self._is_secure(endpoint):
            return None
        query = {"id_token_hint": id_token, "client_id": self.client_id, "post_logout_redirect_uri": return_to}
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"

    def _client(self, attempt: Attempt) -> OAuth2Session:
        client = OAuth2Session(
            self.client_id,
            self._secret or None,
            scope=" ".join(SCOPES),
            redirect_uri=attempt.redirect_uri,
            code_challenge_method="S256",
            default_timeout=self._timeout,
        )
        client.mount("https://", _Bounded())
        client.mount("http://", _Bounded())
        return client

    def _exchange(self, code: str, attempt: Attempt, at: datetime) -> dict[str, Any]:
        endpoint = self._endpoint("token_endpoint", at)
        try:
            with self._client(attempt) as client:
                token = client.fetch_token(
                    endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.code_verifier,
                    redirect_uri=attempt.redirect_uri,
                    timeout=self._timeout,
                    allow_redirects=False,
                )
        except requests.HTTPError as error:
            raise ProviderUnavailable(f"the token endpoint failed: {error}") from error
        except requests.JSONDecodeError as error:
            raise AnswerRefused("the token endpoint did not answer in JSON") from error
        except requests.RequestException as error:
            raise ProviderUnavailable(f"the token endpoint cannot be reached: {error}") from error
        except (AuthlibBaseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise AnswerRefused(f"the token endpoint refused the code: {error}") from error
        return dict(token)

    def _read(self, text: str, expected: Expected, at: datetime) -> dict[str, Any]:
        try:
            try:
                return read_id_token(text, self._key_set(at), expected)
            except UnknownKey:
                self._keys = None
                return read_id_token(text, self._key_set(at), expected)
        except TokenRefused as error:
            raise AnswerRefused(str(error)) from error

    def _user_info(self, access_token: str, subject: str, at: datetime) -> dict[str, Any]:
        endpoint = self._published(at).get("userinfo_endpoint")
        if not isinstance(endpoint, str) or not self._is_secure(endpoint):
            return {}
        claims = self._get(endpoint, {"Authorization": f"Bearer {access_token}"})
        if claims.get("sub") != subject:
            raise AnswerRefused("the user information is about somebody else")
        return claims

    def _check_response_issuer(self, response_issuer: str | None, at: datetime) -> None:
        promised = self._published(at).get("authorization_response_iss_parameter_supported") is True
        if (promised or response_issuer is not None) and response_issuer != self.issuer:
            raise AnswerRefused("the answer comes from another issuer")

    def _published(self, at: datetime) -> dict[str, Any]:
        """The provider's metadata, read again every ten minutes; the keys follow."""
        if self._read_at is None or not timedelta() <= at - self._read_at < _METADATA_FOR:
            metadata = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if metadata.get("issuer") != self.issuer:
                raise AnswerRefused("the provider publishes another issuer")
            self._metadata, self._keys, self._read_at = metadata, None, at
        return self._metadata

    def _endpoint(self, name: str, at: datetime) -> str:
        endpoint = self._published(at).get(name)
        if not isinstance(endpoint, str) or not self._is_secure(endpoint):
            raise AnswerRefused(f"the provider publishes no usable {name}")
        return endpoint

    def _is_secure(self, url: str) -> bool:
        """As secure as the issuer: http is for a provider of the loopback only."""
        parts = urlsplit(url)
        return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)

    def _key_set(self, at: datetime) -> KeySet:
        if self._keys is None:
            published = self._get(self._endpoint("jwks_uri", at))
            try:
                self._keys = KeySet.import_key_set(published)  # type: ignore[arg-type]
            except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raise AnswerRefused(f"the provider's keys cannot be read: {error}") from error
        return self._keys

    def _get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """A JSON object of the provider, of a reasonable size."""
        try:
            with requests.get(
                url, headers=headers, timeout=self._timeout, allow_redirects=False, stream=True
            ) as response:
                if response.status_code >= 500:
                    raise ProviderUnavailable(f"{url} answered {response.status_code}")
                if response.status_code != 200:
                    raise AnswerRefused(f"{url} answered {response.status_code}")
                body = response.raw.read(MOST_BYTES + 1, decode_content=True)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise ProviderUnavailable(f"{url} cannot be reached: {error}") from error
        return _json_object(url, body)


def _json_object(url: str, body: bytes) -> dict[str, Any]:
    if len(body) > MOST_BYTES:
        raise AnswerRefused(f"{url} answered too much")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise AnswerRefused(f"{url} did not answer in JSON") from error
    if not isinstance(found, dict):
        raise AnswerRefused(f"{url} did not answer a JSON object")
    return found
