"""The list of the requests that a firm prepared for an employer, in its order.

Revision ID: 0035_requests_of_firms
Revises: 0034_second_persons
"""

import sqlalchemy as sa
from alembic import op

revision = "0035_requests_of_firms"
down_revision = "0034_second_persons"
branch_labels = None
depends_on = None

OF_FIRM = sa.text("firm_id IS NOT NULL")


def upgrade():
    op.create_index(
        "ix_online_requests_firm",
        "online_requests",
        ["firm_id", "employer_id", "service", "turn", "changed_at", "id"],
        unique=False,
        sqlite_where=OF_FIRM,
        postgresql_where=OF_FIRM,
    )


def downgrade():
    op.drop_index("ix_online_requests_firm", table_name="online_requests")
