"""Batches handed over to the carrier, and letters that came back.

Revision ID: 0046_handed_over_letters
Revises: 0045_certified_software
"""

import sqlalchemy as sa
from alembic import op

revision = "0046_handed_over_letters"
down_revision = "0045_certified_software"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "batch_handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("carrier", sa.String(length=100), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["letter_batches.id"], name=op.f("fk_batch_handovers_batch_id_letter_batches")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_batch_handovers_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_handovers")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_batch_handovers_batch_id")),
    )
    op.create_table(
        "letter_returns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_returns_letter_id_letters")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_letter_returns_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_returns")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_letter_returns_letter_id")),
    )


def downgrade():
    op.drop_table("letter_returns")
    op.drop_table("batch_handovers")
