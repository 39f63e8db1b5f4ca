"""Attachments of messages, who opened which, and that one was put on the medical side.

Revision ID: 0043_message_pieces
Revises: 0042_submissions
"""

import sqlalchemy as sa
from alembic import op

revision = "0043_message_pieces"
down_revision = "0042_submissions"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('taken', 'rerouted', 'sealed', 'closed')"
AFTER = "kind IN ('taken', 'rerouted', 'sealed', 'closed', 'moved')"


def upgrade():
    op.create_table(
        "message_pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("side IN ('ordinary', 'medical')", name=op.f("ck_message_pieces_side")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_pieces_message_id_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_pieces")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_pieces_public_id")),
    )
    op.create_index(op.f("ix_message_pieces_message_id"), "message_pieces", ["message_id"])
    op.create_index(op.f("ix_message_pieces_sha256"), "message_pieces", ["sha256"])
    op.create_table(
        "message_piece_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("reader_kind", sa.String(length=10), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece_id"], ["message_pieces.id"], name=op.f("fk_message_piece_openings_piece_id_message_pieces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_piece_openings")),
    )
    op.create_index(op.f("ix_message_piece_openings_piece_id"), "message_piece_openings", ["piece_id"])
    with op.batch_alter_table("thread_events") as batch:
        batch.drop_constraint(op.f("ck_thread_events_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_thread_events_kind"), AFTER)


def downgrade():
    op.execute("DELETE FROM thread_events WHERE kind = 'moved'")
    with op.batch_alter_table("thread_events") as batch:
        batch.drop_constraint(op.f("ck_thread_events_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_thread_events_kind"), BEFORE)
    op.drop_table("message_piece_openings")
    op.drop_table("message_pieces")
