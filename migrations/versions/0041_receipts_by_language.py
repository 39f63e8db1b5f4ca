"""The receipt of a filing in each language, rather than one in the language of who asked first.

Revision ID: 0041_receipts_by_language
Revises: 0040_no_failed_transmissions
"""

import sqlalchemy as sa
from alembic import op

revision = "0041_receipts_by_language"
down_revision = "0040_no_failed_transmissions"
branch_labels = None
depends_on = None

FILINGS = sa.table(
    "filings",
    sa.column("id", sa.Integer),
    sa.column("filed_by_id", sa.Integer),
    sa.column("receipt_sha256", sa.String),
    sa.column("receipts", sa.JSON),
)
PEOPLE = sa.table("people", sa.column("id", sa.Integer), sa.column("language", sa.String))


def upgrade():
    with op.batch_alter_table("filings") as batch:
        batch.add_column(sa.Column("receipts", sa.JSON(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    # In which language one was written was not kept: that of whoever filed, who is shown it first.
    kept = sa.select(FILINGS.c.id, FILINGS.c.receipt_sha256, PEOPLE.c.language).select_from(
        FILINGS.join(PEOPLE, PEOPLE.c.id == FILINGS.c.filed_by_id)
    )
    for row in connection.execute(kept.where(FILINGS.c.receipt_sha256.is_not(None))).all():
        receipts = {row.language: row.receipt_sha256}
        connection.execute(sa.update(FILINGS).where(FILINGS.c.id == row.id).values(receipts=receipts))
    with op.batch_alter_table("filings") as batch:
        batch.alter_column("receipts", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
        batch.drop_column("receipt_sha256")


def downgrade():
    with op.batch_alter_table("filings") as batch:
        batch.add_column(sa.Column("receipt_sha256", sa.String(length=64), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(FILINGS.c.id, FILINGS.c.receipts)).all():
        if row.receipts:
            kept = row.receipts.get("fr") or row.receipts.get("en")
            connection.execute(sa.update(FILINGS).where(FILINGS.c.id == row.id).values(receipt_sha256=kept))
    with op.batch_alter_table("filings") as batch:
        batch.drop_column("receipts")
