"""Threads about requests, the day on which a thread began, and the line of a request's history that a message says.

Revision ID: 0038_threads_of_requests
Revises: 0037_piece_openings
"""

from datetime import UTC
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0038_threads_of_requests"
down_revision = "0037_piece_openings"
branch_labels = None
depends_on = None

QUEBEC = ZoneInfo("America/Toronto")
THREADS = sa.table(
    "threads",
    sa.column("id", sa.Integer()),
    sa.column("subject_kind", sa.String()),
    sa.column("begun_on", sa.Date()),
    sa.column("turn_since_at", sa.DateTime(timezone=True)),
    sa.column("follows_id", sa.Integer()),
)
MESSAGES = sa.table(
    "messages",
    sa.column("id", sa.Integer()),
    sa.column("thread_id", sa.Integer()),
    sa.column("sent_at", sa.DateTime(timezone=True)),
)


def upgrade():
    with op.batch_alter_table("threads") as batch:
        batch.add_column(sa.Column("request_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("begun_on", sa.Date(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_threads_request_id_online_requests"), "online_requests", ["request_id"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_threads_request"), "subject_kind <> 'request' OR request_id IS NOT NULL")
        batch.create_index("ix_threads_request", ["request_id", "id"])
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("request_event_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_messages_request_event_id_request_events"), "request_events", ["request_event_id"], ["id"]
        )
    _fill()
    with op.batch_alter_table("threads") as batch:
        batch.alter_column("begun_on", existing_type=sa.Date(), nullable=False)


def _fill():
    """The day, in Quebec, of the first message of each thread."""
    first = sa.select(sa.func.min(MESSAGES.c.sent_at)).where(MESSAGES.c.thread_id == THREADS.c.id).scalar_subquery()
    begun = sa.type_coerce(sa.func.coalesce(first, THREADS.c.turn_since_at), sa.DateTime(timezone=True))
    bind = op.get_bind()
    rows = [
        {"key": key, "day": (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(QUEBEC).date()}
        for key, at in bind.execute(sa.select(THREADS.c.id, begun)).all()
    ]
    if rows:
        changed = sa.update(THREADS).where(THREADS.c.id == sa.bindparam("key"))
        bind.execute(changed.values(begun_on=sa.bindparam("day")), rows)


def downgrade():
    _forget()
    with op.batch_alter_table("messages") as batch:
        batch.drop_constraint(op.f("fk_messages_request_event_id_request_events"), type_="foreignkey")
        batch.drop_column("request_event_id")
    with op.batch_alter_table("threads") as batch:
        batch.drop_index("ix_threads_request")
        batch.drop_constraint(op.f("ck_threads_request"), type_="check")
        batch.drop_constraint(op.f("fk_threads_request_id_online_requests"), type_="foreignkey")
        batch.drop_column("begun_on")
        batch.drop_column("request_id")


def _forget():
    """Threads about requests: before, nothing kept them from who may not see the request."""
    gone = sa.select(THREADS.c.id).where(THREADS.c.subject_kind == "request")
    for name in ("thread_events", "thread_marks", "reply_drafts", "messages"):
        table = sa.table(name, sa.column("thread_id", sa.Integer()))
        op.execute(sa.delete(table).where(table.c.thread_id.in_(gone)))
    op.execute(sa.update(THREADS).where(THREADS.c.follows_id.in_(gone)).values(follows_id=None))
    op.execute(sa.delete(THREADS).where(THREADS.c.subject_kind == "request"))
