"""Secure messaging: threads, messages, who has seen them, replies being written, and what happened to a thread."""

import sqlalchemy as sa
from alembic import op

revision = "0029_messages"
down_revision = "0028_merged_cells"
branch_labels = None
depends_on = None


def upgrade():
    _create_threads()
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("author_kind", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=160), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("side IN ('party', 'commission')", name=op.f("ck_messages_side")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_messages_thread_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("public_id", name=op.f("uq_messages_public_id")),
    )
    op.create_index("ix_messages_thread", "messages", ["thread_id", "id"])
    op.create_table(
        "thread_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("reader_kind", sa.String(length=10), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("reader_name", sa.String(length=160), nullable=False),
        sa.Column("seen_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_marks_thread_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_marks")),
        sa.UniqueConstraint(
            "thread_id", "reader_kind", "reader_id", name=op.f("uq_thread_marks_thread_id_reader_kind_reader_id")
        ),
    )
    op.create_table(
        "reply_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("author_kind", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=160), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_reply_drafts_thread_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_drafts")),
        sa.UniqueConstraint(
            "thread_id", "author_kind", "author_id", name=op.f("uq_reply_drafts_thread_id_author_kind_author_id")
        ),
    )
    op.create_table(
        "thread_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=160), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('taken', 'rerouted', 'sealed', 'closed')", name=op.f("ck_thread_events_kind")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_thread_events_message_id_messages")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_events_thread_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_events")),
        sa.UniqueConstraint("message_id", name=op.f("uq_thread_events_message_id")),
    )
    op.create_index("ix_thread_events_thread", "thread_events", ["thread_id", "id"])


def _create_threads():
    op.create_table(
        "threads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("space", sa.String(length=20), nullable=True),
        sa.Column("subject_kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=30), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column(
            "desk",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("turn", sa.String(length=10), nullable=False),
        sa.Column("turn_since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answerer_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("last_message_id", sa.Integer(), nullable=False),
        sa.Column("unopened_since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.String(length=10), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("side IN ('employer', 'clinic')", name=op.f("ck_threads_side")),
        sa.CheckConstraint(
            "side <> 'employer' OR (employer_id IS NOT NULL AND space IS NOT NULL)", name=op.f("ck_threads_party")
        ),
        sa.CheckConstraint("subject_kind <> 'file' OR file_id IS NOT NULL", name=op.f("ck_threads_about")),
        sa.CheckConstraint("turn IN ('party', 'commission', 'closed')", name=op.f("ck_threads_turn")),
        sa.ForeignKeyConstraint(["answerer_id"], ["people.id"], name=op.f("fk_threads_answerer_id_people")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_threads_employer_id_employers")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["compensation_files.id"], name=op.f("fk_threads_file_id_compensation_files")
        ),
        sa.ForeignKeyConstraint(["follows_id"], ["threads.id"], name=op.f("fk_threads_follows_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sa.UniqueConstraint("public_id", name=op.f("uq_threads_public_id")),
    )
    for name, columns in {
        "ix_threads_employer": ["employer_id", "turn", "turn_since_at", "id"],
        "ix_threads_employer_kind": ["employer_id", "subject_kind", "turn", "turn_since_at", "id"],
        "ix_threads_turn": ["turn", "turn_since_at", "id"],
        "ix_threads_desk": ["desk", "turn", "turn_since_at", "id"],
        "ix_threads_file": ["file_id", "employer_id"],
        op.f("ix_threads_follows_id"): ["follows_id"],
    }.items():
        op.create_index(name, "threads", columns)
    waiting = sa.text("unopened_since_at IS NOT NULL")
    op.create_index(
        "ix_threads_unopened",
        "threads",
        ["employer_id", "unopened_since_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade():
    for table in ("thread_events", "reply_drafts", "thread_marks", "messages", "threads"):
        op.drop_table(table)
