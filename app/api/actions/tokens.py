"""Giving a token to a certified software that acts for a clinic: one refusal for whatever is wrong."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.api.domain.assertions import AssertionRefused, Signed, claimed_client, read_assertion
from app.api.models.software import AccessToken, CertifiedProduct, UsedAssertion
from app.api.queries.software import authorisation_on, product_on
from app.api.words import Scope
from app.entry.steps.throttling import count, of_address
from app.extensions import db
from app.ledger.steps.transaction import transaction
from app.vocabulary import delays

#: How many refusals from one address cost no wait within an hour.
FREE_REFUSALS = 200


class Refused(Exception):
    """No token is given. `wait`: how many seconds to wait before the next try, after very many."""

    def __init__(self, wait: int = 0) -> None:
        super().__init__("no token is given")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request for a token says; `audience` is what its assertion must be made for."""

    assertion: str
    supplier_no: str
    scopes: frozenset[str]
    audience: str


@dataclass(frozen=True, slots=True)
class Given:
    """A token, once and in clear."""

    token: str
    scopes: tuple[str, ...]


def give_token(asked: Asked, address: str) -> Given:
    """Give a token for a clinic that lets the product act for it. Raises Refused.

    An assertion that its product signed is used up, whatever is wrong besides.
    """
    given = None
    on, at = clock.today(), clock.ticking()
    product = product_on(db.session(), claimed_client(asked.assertion), on)
    signed = _signed(asked, product)
    if product is not None and signed is not None and _use_up(signed):
        with transaction() as session:
            given = _given(session, asked, product)
    if given is None:
        with transaction() as session:
            wait = count(session, at, of_address(address, "software", FREE_REFUSALS))
        raise Refused(max(1, round((wait.until - at).total_seconds())) if wait else 0)
    return given


def digest_of_token(token: str) -> str:
    """What is kept of a token: it is drawn by lot, and needs no key."""
    return sha256(token.encode("utf-8", "backslashreplace")).hexdigest()


def _signed(asked: Asked, product: CertifiedProduct | None) -> Signed | None:
    if product is None:
        return None
    at, longest = clock.ticking(), delays.SOFTWARE_ASSERTION
    try:
        return read_assertion(asked.assertion, product.jwks, product.client_id, asked.audience, at, longest)
    except AssertionRefused:
        return None


def _use_up(signed: Signed) -> bool:
    """Whether an assertion was not used before: the constraint decides, however many come at once."""
    digest = sha256(signed.jti.encode("utf-8", "backslashreplace")).hexdigest()
    try:
        with transaction() as session:
            session.execute(delete(UsedAssertion).where(UsedAssertion.expires_at <= clock.ticking()))
            session.execute(delete(AccessToken).where(AccessToken.expires_at <= clock.ticking()))
            used = UsedAssertion(client_id=signed.client_id, jti_sha256=digest, expires_at=signed.expires_at)
            session.add(used)
            session.flush()
    except IntegrityError:
        return False
    return True


def _given(session: Session, asked: Asked, product: CertifiedProduct) -> Given | None:
    """The token, if the clinic lets the product act today for all that is asked."""
    authorisation = authorisation_on(session, product.client_id, asked.supplier_no, clock.today())
    if authorisation is None or not asked.scopes or not asked.scopes <= {*authorisation.scopes.split()} & set(Scope):
        return None
    token, scopes = secrets.token_urlsafe(32), tuple(sorted(asked.scopes))
    row = AccessToken(sha256=digest_of_token(token), product_id=product.id, authorisation_id=authorisation.id)
    row.scopes, row.expires_at = " ".join(scopes), clock.ticking() + delays.SOFTWARE_TOKEN
    session.add(row)
    session.flush()
    return Given(token, scopes)
