"""What waits for an employer is counted from an index, however many drafts there are.

Revision ID: 0055_requests_that_wait
Revises: 0054_cohorts
"""

import sqlalchemy as sa
from alembic import op

revision = "0055_requests_that_wait"
down_revision = "0054_cohorts"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(
        "ix_online_requests_waiting",
        "online_requests",
        ["employer_id", "service", "state", "limit_on"],
        sqlite_where=sa.text("turn = 'ours'"),
        postgresql_where=sa.text("turn = 'ours'"),
    )


def downgrade():
    op.drop_index("ix_online_requests_waiting", "online_requests")
