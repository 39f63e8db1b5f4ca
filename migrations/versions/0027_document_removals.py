"""Documents that the Commission took back: the row of a document, which is sealed, never changes."""

import sqlalchemy as sa
from alembic import op

revision = "0027_document_removals"
down_revision = "0026_order_of_injuries"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "document_removals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("reclassified", sa.Boolean(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.String(length=200), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_removals_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_removals")),
        sa.UniqueConstraint("document_id", name=op.f("uq_document_removals_document_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_removals_public_id")),
    )


def downgrade():
    op.drop_table("document_removals")
