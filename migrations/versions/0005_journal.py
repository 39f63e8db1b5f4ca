"""The journal and the descriptive changes."""

import sqlalchemy as sa
from alembic import op

revision = "0005_journal"
down_revision = "0004_sign_in"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "descriptive_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_descriptive_changes")),
    )
    op.create_index("ix_descriptive_changes_row", "descriptive_changes", ["table_name", "row_id"], unique=False)
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=160), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("medical_paper_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_audit_entries_document_id_documents")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_audit_entries_employer_id_employers")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["compensation_files.id"], name=op.f("fk_audit_entries_file_id_compensation_files")
        ),
        sa.ForeignKeyConstraint(
            ["medical_paper_id"], ["medical_papers.id"], name=op.f("fk_audit_entries_medical_paper_id_medical_papers")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_audit_entries_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_action", "audit_entries", ["action", "day", "id"], unique=False)
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor_kind", "actor_id", "day", "id"], unique=False)
    op.create_index("ix_audit_entries_day", "audit_entries", ["day", "id"], unique=False)
    op.create_index("ix_audit_entries_employer", "audit_entries", ["employer_id", "day", "id"], unique=False)
    op.create_index("ix_audit_entries_file", "audit_entries", ["file_id", "day", "id"], unique=False)
    op.create_index("ix_audit_entries_person", "audit_entries", ["person_id", "day", "id"], unique=False)


def downgrade():
    op.drop_index("ix_audit_entries_person", table_name="audit_entries")
    op.drop_index("ix_audit_entries_file", table_name="audit_entries")
    op.drop_index("ix_audit_entries_employer", table_name="audit_entries")
    op.drop_index("ix_audit_entries_day", table_name="audit_entries")
    op.drop_index("ix_audit_entries_actor", table_name="audit_entries")
    op.drop_index("ix_audit_entries_action", table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_index("ix_descriptive_changes_row", table_name="descriptive_changes")
    op.drop_table("descriptive_changes")
