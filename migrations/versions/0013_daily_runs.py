"""What is done once a day."""

import sqlalchemy as sa
from alembic import op

revision = "0013_daily_runs"
down_revision = "0012_fresh_sign_in"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "daily_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_runs")),
        sa.UniqueConstraint("task", "on_day", name=op.f("uq_daily_runs_task_on_day")),
    )


def downgrade():
    op.drop_table("daily_runs")
