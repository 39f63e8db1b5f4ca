"""Certified products, the clinics that authorise them, what they signed once, and the tokens that they hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, UtcDateTime
from app.ledger.models.history import Interval, runs_forward, standing_once


class CertifiedProduct(Interval, Model):
    """The days on which a version of a software may speak for clinics; to cut it is to end them.

    `client_id`: what it signs as. `jwks`: the public keys that it signs with (RFC 7517).
    """

    __tablename__ = "certified_products"
    __table_args__ = (
        runs_forward(),
        standing_once("certified_products", "client_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    version: Mapped[str] = mapped_column(String(40))
    jwks: Mapped[dict[str, Any]] = mapped_column(JSON)


class ClinicAuthorisation(Interval, Model):
    """The days on which a clinic lets a product act for it. `scopes`: what for, between spaces."""

    __tablename__ = "clinic_authorisations"
    __table_args__ = (
        runs_forward(),
        standing_once("clinic_authorisations", "supplier_id", "client_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id"))
    client_id: Mapped[str] = mapped_column(String(40))
    scopes: Mapped[str] = mapped_column(String(100))


class UsedAssertion(Model):
    """An assertion that was used: never again, until it would be refused for its age."""

    __tablename__ = "used_assertions"
    __table_args__ = (
        UniqueConstraint("client_id", "jti_sha256", name="uq_used_assertions_client_id"),
        Index("ix_used_assertions_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40))
    jti_sha256: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccessToken(Model):
    """A token that was given, by its digest. It holds while the rows that it names stand, and hold that day."""

    __tablename__ = "access_tokens"
    __table_args__ = (Index("ix_access_tokens_expires_at", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("certified_products.id"))
    authorisation_id: Mapped[int] = mapped_column(ForeignKey("clinic_authorisations.id"))
    scopes: Mapped[str] = mapped_column(String(100))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
