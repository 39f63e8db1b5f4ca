"""The papers that the Commission deposits as its answers to requests.

Revision ID: 0039_request_answers
Revises: 0038_threads_of_requests
"""

import sqlalchemy as sa
from alembic import op

revision = "0039_request_answers"
down_revision = "0038_threads_of_requests"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "request_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["online_requests.id"], name=op.f("fk_request_answers_request_id_online_requests")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_request_answers_notice_id_notices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_answers")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_request_answers_notice_id")),
    )
    op.create_index(op.f("ix_request_answers_request_id"), "request_answers", ["request_id"])


def downgrade():
    op.drop_index(op.f("ix_request_answers_request_id"), table_name="request_answers")
    op.drop_table("request_answers")
