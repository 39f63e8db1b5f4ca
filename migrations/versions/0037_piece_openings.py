"""Attachments at the Commission: who opened which, and when one was put on the medical side.

Revision ID: 0037_piece_openings
Revises: 0036_clinics
"""

import sqlalchemy as sa
from alembic import op

revision = "0037_piece_openings"
down_revision = "0036_clinics"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("request_pieces") as batch:
        batch.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "piece_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece_id"], ["request_pieces.id"], name=op.f("fk_piece_openings_piece_id_request_pieces")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_piece_openings_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_openings")),
    )
    op.create_index(op.f("ix_piece_openings_piece_id"), "piece_openings", ["piece_id"])


def downgrade():
    op.drop_index(op.f("ix_piece_openings_piece_id"), table_name="piece_openings")
    op.drop_table("piece_openings")
    with op.batch_alter_table("request_pieces") as batch:
        batch.drop_column("moved_at")
