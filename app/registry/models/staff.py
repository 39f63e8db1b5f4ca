"""The Commission's staff."""

from __future__ import annotations

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId


class StaffMember(PublicId, Model):
    """An agent, administrator or auditor, known by the subject that the identity provider gives."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    roles: Mapped[list[str]] = mapped_column(JSON)
