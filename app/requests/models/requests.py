"""A request from its draft to its end: the request, its revisions, secrets, readers, filing, answers and history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime
from app.ledger.models.text import sortable_text

#: Filed and not at its end, without a reason for a second one.
ONLY_ONE = text(
    "state IN ('filed', 'acknowledged', 'in_hand', 'waiting_for_employer') AND twin_reason = '' AND subject <> ''"
)
#: What waits for the employer.
WAITS = text("turn = 'ours'")


class OnlineRequest(PublicId, Model):
    """What an employer prepares or has filed with one form. It belongs to the employer, not to whoever began it.

    `answers` are as they were typed, by field; secrets stand in `RequestSecret`. `subject` is what two requests about
    the same thing share. `limit_on`: the last day of its time limit, `answer_by`: that of the Commission. `firm_id`:
    the firm for which its author acted. `state_at`: since when it stands where it does. `search_name`: the worker.
    `sent_at`, `sent_by_id`, `sent_digest`, `sent_mandate_id`: where a second person confirms, who sent what, and when.
    `part_of_id`: the request from which it was split off; it has left the employer's side, and no query leads there.
    """

    __tablename__ = "online_requests"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'to_confirm', 'filed', 'acknowledged', 'in_hand', 'waiting_for_employer', 'closed', "
            "'discarded', 'taken_back', 'discontinued')",
            name="state",
        ),
        Index("ix_online_requests_employer", "employer_id", "service", "turn", "changed_at", "id"),
        Index(
            "ix_online_requests_firm",
            "firm_id",
            "employer_id",
            "service",
            "turn",
            "changed_at",
            "id",
            sqlite_where=text("firm_id IS NOT NULL"),
            postgresql_where=text("firm_id IS NOT NULL"),
        ),
        Index(
            "ix_online_requests_waiting",
            "employer_id",
            "service",
            "state",
            "limit_on",
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        ),
        Index("ix_online_requests_name", "employer_id", "search_name", "id"),
        Index("ix_online_requests_desk", "turn", "office", "state_at", "id"),
        Index("ix_online_requests_state", "state", "state_at"),
        Index("ix_online_requests_file", "file_id", "employer_id"),
        Index("ix_online_requests_part_of_id", "part_of_id"),
        Index(
            "uq_online_requests_only_one",
            "employer_id",
            "form",
            "subject",
            unique=True,
            sqlite_where=ONLY_ONE,
            postgresql_where=ONLY_ONE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    space: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(30))
    form_version: Mapped[int]
    service: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(25), default="draft")
    turn: Mapped[str] = mapped_column(String(12), default="ours")
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reference: Mapped[str | None] = mapped_column(String(20), unique=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("compensation_files.id"))
    office: Mapped[str] = mapped_column(sortable_text(80), default="")
    subject: Mapped[str] = mapped_column(String(64), default="")
    twin_reason: Mapped[str] = mapped_column(String(500), default="")
    search_name: Mapped[str] = mapped_column(sortable_text(200), default="")
    revision: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    limit_on: Mapped[date | None] = mapped_column(Date)
    answer_by: Mapped[date | None] = mapped_column(Date)
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("firms.id"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("online_requests.id"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sent_digest: Mapped[str] = mapped_column(String(64), default="")
    sent_mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"))
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("online_requests.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    assigned_to: Mapped[str] = mapped_column(String(200), default="")

    @property
    def since_at(self) -> datetime:
        """Since when it is as it stands: the last change of a draft, or when it came to its state."""
        return self.changed_at if self.state == "draft" else self.state_at


class RequestRevision(Model):
    """One saving of a draft: who changed what. `changes`: by field, before and after; of a secret, only that it did."""

    __tablename__ = "request_revisions"
    __table_args__ = (UniqueConstraint("request_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("online_requests.id"))
    revision: Mapped[int]
    step: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)


class RequestSecret(Model):
    """An answer that is encrypted by field, with the key of that identifier, bound to its request and field.

    `fingerprint`: what tells that another request gives the same, without opening either.
    """

    __tablename__ = "request_secrets"
    __table_args__ = (UniqueConstraint("request_id", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("online_requests.id"))
    field: Mapped[str] = mapped_column(String(40))
    key_id: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    fingerprint: Mapped[str] = mapped_column(String(64), default="", index=True)


class RequestPresence(Model):
    """Who had which step of a draft open, and when."""

    __tablename__ = "request_presences"
    __table_args__ = (UniqueConstraint("request_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("online_requests.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    step: Mapped[str] = mapped_column(String(30))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Filing(Model):
    """What was filed, word for word: `content` is the canonical JSON whose SHA-256 is `digest`, and never changes.

    `exported_at`: when the Commission's systems first fetched it. `receipts`: the SHA-256 of the receipt that was kept,
    by the language in which it is written.
    """

    __tablename__ = "filings"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("online_requests.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"))
    calculation: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    receipts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RequestAnswer(Model):
    """A paper that the Commission deposited as its answer, by its notice: on whichever side of the wall it stands."""

    __tablename__ = "request_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("online_requests.id"), index=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    agent: Mapped[str] = mapped_column(String(200))


class RequestEvent(Model):
    """One thing that happened to a request, in order. `external`: the line of a feed that said so, told once."""

    __tablename__ = "request_events"
    __table_args__ = (Index("ix_request_events_request", "request_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("online_requests.id"))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(2000), default="")
    external: Mapped[str | None] = mapped_column(String(64), unique=True)
