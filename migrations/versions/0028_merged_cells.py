"""What was read of merged cells, in the plan of a table of people.

Revision ID: 0028_merged_cells
Revises: 0027_document_removals
"""

import sqlalchemy as sa
from alembic import op

revision = "0028_merged_cells"
down_revision = "0027_document_removals"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("personnel_plans", recreate="never") as batch:
        batch.add_column(sa.Column("merged", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("personnel_plans") as batch:
        batch.alter_column("merged", existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def downgrade():
    with op.batch_alter_table("personnel_plans") as batch:
        batch.drop_column("merged")
