"""What a reader marked as read, which is no opening.

Revision ID: 0031_document_marks
Revises: 0030_online_requests
"""

import sqlalchemy as sa
from alembic import op

revision = "0031_document_marks"
down_revision = "0030_online_requests"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "document_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_marks_document_id_documents")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_document_marks_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_marks")),
        sa.UniqueConstraint("person_id", "document_id", name=op.f("uq_document_marks_person_id_document_id")),
    )
    op.create_index(op.f("ix_document_marks_document_id"), "document_marks", ["document_id"])


def downgrade():
    op.drop_table("document_marks")
