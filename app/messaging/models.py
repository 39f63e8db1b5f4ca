"""Threads, their messages and pieces, who has seen them, replies being written, and what else happened to a thread."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime
from app.ledger.models.text import sortable_text

UNOPENED = text("unopened_since_at IS NOT NULL")
#: The sides of the wall on which a piece may stand.
ORDINARY, MEDICAL = "ordinary", "medical"


class Thread(PublicId, Model):
    """What the Commission and one party write to each other about one subject.

    The party stands on a `side`: an employer, with the space in which the thread was begun. `turn` says who must act,
    `turn_since_at` since when, or when the thread was closed. `answerer_id`: who answers at the employer, if anybody
    took it. `follows_id`: the closed thread that this one continues. `unopened_since_at`: since when the last message
    of the Commission waits for anybody of the party to open it; `told`: who was told of it last.
    """

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint("side IN ('employer', 'clinic')", name="side"),
        CheckConstraint("side <> 'employer' OR (employer_id IS NOT NULL AND space IS NOT NULL)", name="party"),
        CheckConstraint("subject_kind <> 'file' OR file_id IS NOT NULL", name="about"),
        CheckConstraint("subject_kind <> 'request' OR request_id IS NOT NULL", name="request"),
        CheckConstraint("turn IN ('party', 'commission', 'closed')", name="turn"),
        Index("ix_threads_employer", "employer_id", "turn", "turn_since_at", "id"),
        Index("ix_threads_employer_kind", "employer_id", "subject_kind", "turn", "turn_since_at", "id"),
        Index("ix_threads_turn", "turn", "turn_since_at", "id"),
        Index("ix_threads_desk", "desk", "turn", "turn_since_at", "id"),
        Index("ix_threads_file", "file_id", "employer_id"),
        Index("ix_threads_request", "request_id", "id"),
        Index(
            "ix_threads_unopened", "employer_id", "unopened_since_at", sqlite_where=UNOPENED, postgresql_where=UNOPENED
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(String(10), default="employer")
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employers.id"))
    space: Mapped[str | None] = mapped_column(String(20))
    subject_kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(30))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("compensation_files.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("online_requests.id"))
    begun_on: Mapped[date] = mapped_column(Date)
    desk: Mapped[str] = mapped_column(sortable_text(80))
    turn: Mapped[str] = mapped_column(String(10))
    turn_since_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answerer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"), index=True)
    last_message_id: Mapped[int] = mapped_column(default=0)
    unopened_since_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told: Mapped[str] = mapped_column(String(10), default="")


class Message(PublicId, Model):
    """What somebody wrote. A row never changes: that a message is sealed is an event of its thread.

    `request_event_id`: the line of the history of a request that says the same.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("side IN ('party', 'commission')", name="side"),
        Index("ix_messages_thread", "thread_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    side: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    author_kind: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int]
    author_name: Mapped[str] = mapped_column(String(160))
    words: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    request_event_id: Mapped[int | None] = mapped_column(ForeignKey("request_events.id"))


class ThreadMark(Model):
    """How far one reader went: `seen_id` is the last message whose line was listed, `opened_id` the last one opened."""

    __tablename__ = "thread_marks"
    __table_args__ = (UniqueConstraint("thread_id", "reader_kind", "reader_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    reader_kind: Mapped[str] = mapped_column(String(10))
    reader_id: Mapped[int]
    reader_name: Mapped[str] = mapped_column(String(160))
    seen_id: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_id: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReplyDraft(Model):
    """A reply that its author has not sent. Nobody else reads it, whoever the thread is given to."""

    __tablename__ = "reply_drafts"
    __table_args__ = (UniqueConstraint("thread_id", "author_kind", "author_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    author_kind: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int]
    author_name: Mapped[str] = mapped_column(String(160))
    words: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ThreadEvent(Model):
    """What happened to a thread besides messages, by whom. `message_id`: the message that was sealed, once."""

    __tablename__ = "thread_events"
    __table_args__ = (
        CheckConstraint("kind IN ('taken', 'rerouted', 'sealed', 'closed', 'moved')", name="kind"),
        Index("ix_thread_events_thread", "thread_id", "id"),
        UniqueConstraint("message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(String(160))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class MessagePiece(PublicId, Model):
    """One attachment of a message, as a PDF. `moved_at`: when the Commission put it on the medical side.

    `sha256`, `size` (bytes) and `pages` are those of what is kept; `name` is what its file was called.
    """

    __tablename__ = "message_pieces"
    __table_args__ = (CheckConstraint("side IN ('ordinary', 'medical')", name="side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    side: Mapped[str] = mapped_column(String(10), default=ORDINARY)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    pages: Mapped[int]
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MessagePieceOpening(Model):
    """Somebody of either side opened an attachment."""

    __tablename__ = "message_piece_openings"

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("message_pieces.id"), index=True)
    reader_kind: Mapped[str] = mapped_column(String(10))
    reader_id: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    way: Mapped[str] = mapped_column(String(10))
