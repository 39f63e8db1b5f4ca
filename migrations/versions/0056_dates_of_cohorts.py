"""The cohort that a date of withdrawal comes from, if it is not an employer's own.

Revision ID: 0056_dates_of_cohorts
Revises: 0055_requests_that_wait
"""

import sqlalchemy as sa
from alembic import op

revision = "0056_dates_of_cohorts"
down_revision = "0055_requests_that_wait"
branch_labels = None
depends_on = None

NAME = "fk_paper_withdrawals_cohort_id_cohorts"


def upgrade():
    with op.batch_alter_table("paper_withdrawals") as batch:
        batch.add_column(sa.Column("cohort_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(NAME, "cohorts", ["cohort_id"], ["id"])


def downgrade():
    # A date that came from a cohort stays, as the employer's own.
    with op.batch_alter_table("paper_withdrawals") as batch:
        batch.drop_constraint(NAME, type_="foreignkey")
        batch.drop_column("cohort_id")
