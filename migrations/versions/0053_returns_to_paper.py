"""The day on which paper came back, after a withdrawal that took effect.

Revision ID: 0053_returns_to_paper
Revises: 0052_prior_notice_sendings
"""

import sqlalchemy as sa
from alembic import op

revision = "0053_returns_to_paper"
down_revision = "0052_prior_notice_sendings"
branch_labels = None
depends_on = None

BEFORE = sa.text("superseded_at IS NULL")
AFTER = sa.text("superseded_at IS NULL AND until_on IS NULL")


def upgrade():
    op.drop_index("uq_paper_withdrawals_current", table_name="paper_withdrawals")
    op.add_column("paper_withdrawals", sa.Column("until_on", sa.Date(), nullable=True))
    op.create_index(
        "uq_paper_withdrawals_current",
        "paper_withdrawals",
        ["employer_id"],
        unique=True,
        sqlite_where=AFTER,
        postgresql_where=AFTER,
    )


def downgrade():
    # A withdrawal that ended stands no more: the employer has no date, and stays on paper.
    op.execute("UPDATE paper_withdrawals SET superseded_at = recorded_at WHERE until_on IS NOT NULL")
    op.drop_index("uq_paper_withdrawals_current", table_name="paper_withdrawals")
    with op.batch_alter_table("paper_withdrawals") as batch:
        batch.drop_column("until_on")
    op.create_index(
        "uq_paper_withdrawals_current",
        "paper_withdrawals",
        ["employer_id"],
        unique=True,
        sqlite_where=BEFORE,
        postgresql_where=BEFORE,
    )
