"""A request that was split off another: what leaves the employer's side.

Revision ID: 0033_parts_of_requests
Revises: 0032_fetched_filings
"""

import sqlalchemy as sa
from alembic import op

revision = "0033_parts_of_requests"
down_revision = "0032_fetched_filings"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("online_requests") as batch:
        batch.add_column(sa.Column("part_of_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_online_requests_part_of_id_online_requests"), "online_requests", ["part_of_id"], ["id"]
        )
        batch.create_index(op.f("ix_online_requests_part_of_id"), ["part_of_id"])


def downgrade():
    with op.batch_alter_table("online_requests") as batch:
        batch.drop_index(op.f("ix_online_requests_part_of_id"))
        batch.drop_constraint(op.f("fk_online_requests_part_of_id_online_requests"), type_="foreignkey")
        batch.drop_column("part_of_id")
