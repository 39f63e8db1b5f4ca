"""The identity provider's answers: every one that is not exactly what was asked for is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from werkzeug.wrappers import Request, Response

from app import clock
from app.delivery.identity import AnswerRefused, Attempt, Identity, IdentityError, ProviderUnavailable
from app.delivery.provider import IdentityProvider
from tests.servers.fake_provider import CLIENT_ID, Claims, FakeProvider, as_json, encoded, key_named, slow, unsigned
from tests.servers.network import Network

ATTEMPT = Attempt("the-state", "the-nonce", "v" * 64, "http://127.0.0.1/connexion/retour")


@pytest.fixture
def provider(fake_provider: FakeProvider) -> IdentityProvider:
    return IdentityProvider(fake_provider.issuer, CLIENT_ID)


def identify(provider: IdentityProvider, fake: FakeProvider, response_issuer: str | None = None) -> Identity:
    url = provider.authorization_url(ATTEMPT, "fr", clock.ticking())
    return provider.identify(fake.issue(url)["code"], response_issuer, ATTEMPT, clock.ticking())


def test_a_good_answer_says_who_it_is(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    identity = identify(provider, fake_provider)
    assert (identity.issuer, identity.subject, identity.name) == (fake_provider.issuer, "P-AMELIE", "Amélie Roy")
    assert identity.words("neq") == ("1100000008",)
    assert identity.words("absent") is None


def test_the_browser_leaves_with_state_nonce_and_a_hidden_verifier(
    provider: IdentityProvider, fake_provider: FakeProvider
) -> None:
    url = provider.authorization_url(ATTEMPT, "en", clock.ticking())
    for piece in ("response_type=code", "state=the-state", "nonce=the-nonce", "code_challenge_method=S256"):
        assert piece in url
    assert ATTEMPT.code_verifier not in url
    identify(provider, fake_provider)
    sent = next(form for path, form in fake_provider.seen if path == "/token")
    assert sent["code_verifier"] == ATTEMPT.code_verifier


def said(**changes: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **changes}


def without(*names: str) -> Callable[[Claims], Claims]:
    return lambda claims: {name: value for name, value in claims.items() if name not in names}


def shifted(name: str, seconds: int) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, name: int(clock.ticking().timestamp()) + seconds}


SPOILT: dict[str, Callable[[Claims], Claims]] = {
    "wrong issuer": said(iss="https://elsewhere.example"),
    "issuer that only begins alike": lambda claims: {**claims, "iss": claims["iss"] + ".elsewhere.example"},
    "issuer that is not a text": said(iss=["http://127.0.0.1"]),
    "wrong audience": said(aud="another-client"),
    "no audience": said(aud=[]),
    "several audiences without authorized party": said(aud=[CLIENT_ID, "another"]),
    "another authorized party": said(azp="another"),
    "wrong nonce": said(nonce="another"),
    "nonce that is not a text": said(nonce=7),
    "expired": shifted("exp", -120),
    "expiry that is not a number": said(exp="tomorrow"),
    "issued in the future": shifted("iat", 3600),
    "issued long ago": shifted("iat", -3600),
    "not valid yet": shifted("nbf", 3600),
    "empty subject": said(sub=""),
    "endless subject": said(sub="x" * 201),
    "subject that is not a text": said(sub=12),
    "another access token": said(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    **{f"without {name}": without(name) for name in ("iss", "sub", "aud", "exp", "iat", "nonce")},
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_spoilt_claims_are_refused(
    provider: IdentityProvider, fake_provider: FakeProvider, spoil: Callable[[Claims], Claims]
) -> None:
    fake_provider.spoil = spoil
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


def test_several_audiences_are_fine_when_we_are_the_authorized_party(
    provider: IdentityProvider, fake_provider: FakeProvider
) -> None:
    fake_provider.spoil = said(aud=[CLIENT_ID, "another"], azp=CLIENT_ID)
    assert identify(provider, fake_provider).subject == "P-AMELIE"


def test_a_clock_that_differs_by_half_a_minute_is_forgiven(
    provider: IdentityProvider, fake_provider: FakeProvider
) -> None:
    fake_provider.spoil = lambda claims: shifted("exp", -30)(shifted("iat", 30)(claims))
    assert identify(provider, fake_provider).subject == "P-AMELIE"


def by_the_public_key(fake: FakeProvider) -> Callable[[dict[str, Any], Claims], str]:
    """The classic confusion: the published key, taken as the secret of an HMAC."""
    secret = OctKey.import_key(json.dumps(fake.key.as_dict(private=False)))
    return lambda header, claims: jwt.encode({**header, "alg": "HS256"}, claims, secret)


def stripped(fake: FakeProvider) -> Callable[[dict[str, Any], Claims], str]:
    return lambda header, claims: jwt.encode(header, claims, fake.key).rpartition(".")[0] + "."


def swapped(fake: FakeProvider) -> Callable[[dict[str, Any], Claims], str]:
    """A good signature over other claims."""

    def sign(header: dict[str, Any], claims: Claims) -> str:
        head, _, signature = jwt.encode(header, claims, fake.key).split(".")
        return f"{head}.{encoded({**claims, 'sub': 'P-OTHER'})}.{signature}"

    return sign


def test_a_token_that_is_not_signed_is_refused(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    fake_provider.sign = unsigned
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


@pytest.mark.parametrize("forge", [by_the_public_key, stripped, swapped])
def test_a_forged_signature_is_refused(
    provider: IdentityProvider,
    fake_provider: FakeProvider,
    forge: Callable[[FakeProvider], Callable[[dict[str, Any], Claims], str]],
) -> None:
    fake_provider.sign = forge(fake_provider)
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


def test_a_token_signed_by_another_key_under_the_same_name_is_refused(
    provider: IdentityProvider, fake_provider: FakeProvider
) -> None:
    forger = key_named("forger")
    fake_provider.sign = lambda header, claims: jwt.encode(header, claims, forger)
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "..", 7, None, {"a": 1}])
def test_what_is_not_a_token_is_refused(provider: IdentityProvider, fake_provider: FakeProvider, text: object) -> None:
    fake_provider.answers["/token"] = lambda _request: as_json(
        {"access_token": "a", "token_type": "Bearer", "id_token": text}
    )
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


def test_new_keys_are_read_when_a_token_names_one(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    identify(provider, fake_provider)
    fake_provider.key = key_named("second")
    fake_provider.published = [fake_provider.key]
    assert identify(provider, fake_provider).subject == "P-AMELIE"
    assert [path for path, _ in fake_provider.seen].count("/jwks") == 2


def test_a_key_that_is_not_published_is_refused_after_one_look(
    provider: IdentityProvider, fake_provider: FakeProvider
) -> None:
    identify(provider, fake_provider)
    fake_provider.key = key_named("hidden")
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)
    assert [path for path, _ in fake_provider.seen].count("/jwks") == 2


def test_metadata_and_keys_are_read_once_in_ten_minutes(
    provider: IdentityProvider, fake_provider: FakeProvider
) -> None:
    at = clock.ticking()
    for minutes in (0, 1, 9, 11):
        provider.authorization_url(ATTEMPT, "fr", at + timedelta(minutes=minutes))
    assert len(fake_provider.seen) == 2


def test_claims_missing_from_the_token_are_asked_for(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    fake_provider.metadata = {"userinfo_endpoint": f"{fake_provider.issuer}/userinfo"}
    fake_provider.spoil = without("neq", "name")
    assert identify(provider, fake_provider).words("neq") == ("1100000008",)


def test_user_information_about_somebody_else_is_refused(
    provider: IdentityProvider, fake_provider: FakeProvider
) -> None:
    fake_provider.metadata = {"userinfo_endpoint": f"{fake_provider.issuer}/userinfo"}
    fake_provider.spoil = without("neq")
    fake_provider.answers["/userinfo"] = lambda _request: as_json({"sub": "P-OTHER", "neq": ["1100000016"]})
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


def test_user_information_never_overrides_the_token(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    fake_provider.metadata = {"userinfo_endpoint": f"{fake_provider.issuer}/userinfo"}
    fake_provider.spoil = without("neq")
    fake_provider.answers["/userinfo"] = lambda _request: as_json({**fake_provider.claims, "roles": ["administrator"]})
    assert identify(provider, fake_provider).words("roles") == ("agent",)


def test_an_answer_of_another_issuer_is_refused(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    identify(provider, fake_provider, fake_provider.issuer)
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider, "https://elsewhere.example")


def test_a_provider_that_promises_its_name_must_give_it(fake_provider: FakeProvider) -> None:
    fake_provider.metadata = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(AnswerRefused):
        identify(IdentityProvider(fake_provider.issuer, CLIENT_ID), fake_provider)


def test_a_code_is_good_once(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    code = fake_provider.issue(provider.authorization_url(ATTEMPT, "fr", clock.ticking()))["code"]
    provider.identify(code, None, ATTEMPT, clock.ticking())
    with pytest.raises(AnswerRefused):
        provider.identify(code, None, ATTEMPT, clock.ticking())


METADATA: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://elsewhere.example"},
    "no token endpoint": {"token_endpoint": None},
    "a token endpoint in the clear": {"token_endpoint": "http://elsewhere.example/token"},
    "a token endpoint that is no address": {"token_endpoint": "javascript:alert(1)"},
    "keys in the clear": {"jwks_uri": "http://elsewhere.example/jwks"},
}


@pytest.mark.parametrize("metadata", METADATA.values(), ids=METADATA.keys())
def test_metadata_that_cannot_be_trusted_are_refused(
    provider: IdentityProvider, fake_provider: FakeProvider, metadata: dict[str, Any]
) -> None:
    fake_provider.metadata = metadata
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


def answering(body: bytes | str, status: int = 200, **headers: str) -> Callable[[Request], Response]:
    return lambda _request: Response(body, status, headers, content_type="application/json")


BROKEN: dict[str, tuple[Callable[[Request], Response], type[IdentityError]]] = {
    "an error of the server": (answering("", 500), ProviderUnavailable),
    "closed for repairs": (answering("", 503), ProviderUnavailable),
    "too late": (slow, ProviderUnavailable),
    "a refusal": (answering('{"error": "invalid_client"}', 401), AnswerRefused),
    "a redirection": (answering("", 302, Location="http://elsewhere.example/"), AnswerRefused),
    "no JSON": (answering("<html>"), AnswerRefused),
    "a JSON list": (answering("[]"), AnswerRefused),
    "a JSON number": (answering("7"), AnswerRefused),
    "bytes that are no text": (answering(b"\xff\xfe\x00"), AnswerRefused),
    "nothing": (answering(""), AnswerRefused),
    "an empty object": (answering("{}"), AnswerRefused),
}
PLACES = ("/.well-known/openid-configuration", "/jwks", "/token")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("answer", "error"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_provider_is_told_from_a_dishonest_one(
    fake_provider: FakeProvider,
    place: str,
    answer: Callable[[Request], Response],
    error: type[IdentityError],
) -> None:
    provider = IdentityProvider(fake_provider.issuer, CLIENT_ID, timeout=0.5 if answer is slow else 5)
    fake_provider.answers[place] = answer
    with pytest.raises(error):
        identify(provider, fake_provider)


def test_an_endless_answer_is_not_read(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    fake_provider.answers["/jwks"] = answering('{"keys": [' + '{"kty": "oct"},' * 200_000)
    with pytest.raises(AnswerRefused, match="too much"):
        identify(provider, fake_provider)


def test_an_endless_answer_to_a_code_is_not_read(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    sent: list[int] = []

    def endless(_request: Request) -> Response:
        def pieces() -> Iterator[bytes]:
            for number in range(2000):
                sent.append(number)
                yield b" " * 65_536

        return Response(pieces(), content_type="application/json")

    fake_provider.answers["/token"] = endless
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)
    assert len(sent) < 1000


NESTED = "[" * 200_000


@pytest.mark.parametrize("place", PLACES)
def test_an_answer_inside_itself_a_hundred_thousand_times_is_refused(
    provider: IdentityProvider, fake_provider: FakeProvider, place: str
) -> None:
    fake_provider.answers[place] = answering(NESTED)
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


@pytest.mark.parametrize("part", [0, 1])
def test_a_token_inside_itself_a_hundred_thousand_times_is_refused(
    provider: IdentityProvider, fake_provider: FakeProvider, part: int
) -> None:
    parts = [encoded({"alg": "RS256"}), encoded({}), "c2ln"]
    parts[part] = base64.urlsafe_b64encode(NESTED.encode()).rstrip(b"=").decode()
    fake_provider.sign = lambda _header, _claims: ".".join(parts)
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


def test_an_instant_that_no_calendar_has_is_none(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    fake_provider.claims["auth_time"] = 10**30
    assert identify(provider, fake_provider).authenticated_at is None


def test_keys_that_cannot_be_read_are_refused(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    fake_provider.answers["/jwks"] = answering('{"keys": [{"kty": "RSA", "n": "!", "e": 3}]}')
    with pytest.raises(AnswerRefused):
        identify(provider, fake_provider)


def test_a_provider_that_is_not_there_is_unavailable(network: Network) -> None:
    network.plan(1)
    with pytest.raises(ProviderUnavailable):
        IdentityProvider("http://127.0.0.1:1", CLIENT_ID).authorization_url(ATTEMPT, "fr", clock.ticking())


def test_a_provider_beyond_the_loopback_must_use_https() -> None:
    with pytest.raises(ProviderUnavailable):
        IdentityProvider("http://identite.example", CLIENT_ID)


def test_signing_out_goes_to_the_provider_only_where_it_can(
    provider: IdentityProvider, fake_provider: FakeProvider
) -> None:
    assert provider.end_session_url("token", "http://127.0.0.1/x", clock.ticking()) is None
    fake_provider.metadata = {"end_session_endpoint": f"{fake_provider.issuer}/end?x=1"}
    again = IdentityProvider(fake_provider.issuer, CLIENT_ID)
    url = again.end_session_url("token", "http://127.0.0.1/x", clock.ticking())
    assert url is not None
    assert url.startswith(f"{fake_provider.issuer}/end?x=1&id_token_hint=token&")


def test_another_verifier_is_another_attempt(provider: IdentityProvider, fake_provider: FakeProvider) -> None:
    other = replace(ATTEMPT, nonce="another-nonce")
    code = fake_provider.issue(provider.authorization_url(ATTEMPT, "fr", clock.ticking()))["code"]
    with pytest.raises(AnswerRefused):
        provider.identify(code, None, other, clock.ticking())
