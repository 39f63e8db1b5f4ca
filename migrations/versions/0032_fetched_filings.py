"""When the Commission's systems first fetched what was filed.

Revision ID: 0032_fetched_filings
Revises: 0031_document_marks
"""

import sqlalchemy as sa
from alembic import op

revision = "0032_fetched_filings"
down_revision = "0031_document_marks"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("filings", sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("filings") as batch:
        batch.drop_column("exported_at")
