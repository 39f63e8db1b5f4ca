"""Compensation files, imputations, documents, and medical papers behind their wall."""

import sqlalchemy as sa
from alembic import op

revision = "0002_files_and_documents"
down_revision = "0001_employers_and_people"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "compensation_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "file_no",
            sa.String(length=9).with_variant(sa.String(length=9, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("worker_given_name", sa.String(length=80), nullable=False),
        sa.Column("worker_family_name", sa.String(length=80), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("injury_on", sa.Date(), nullable=False),
        sa.Column("regional_office", sa.String(length=80), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_compensation_files_employer_id_employers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compensation_files")),
        sa.UniqueConstraint("file_no", name=op.f("uq_compensation_files_file_no")),
        sa.UniqueConstraint("public_id", name=op.f("uq_compensation_files_public_id")),
    )
    op.create_index(op.f("ix_compensation_files_employer_id"), "compensation_files", ["employer_id"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=True),
        sa.Column("review_until_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "category IN ('administrative', 'decision', 'financial')", name=op.f("ck_documents_category")
        ),
        sa.CheckConstraint("channel IN ('electronic', 'post', 'held')", name=op.f("ck_documents_channel")),
        sa.CheckConstraint("kind IN ('document', 'decision')", name=op.f("ck_documents_kind")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_documents_employer_id_employers")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["compensation_files.id"], name=op.f("fk_documents_file_id_compensation_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("public_id", name=op.f("uq_documents_public_id")),
    )
    op.create_index(
        "ix_documents_file",
        "documents",
        ["employer_id", "file_id", "channel", "deposited_on", "review_until_on"],
        unique=False,
    )
    op.create_index(op.f("ix_documents_file_id"), "documents", ["file_id"], unique=False)
    op.create_index("ix_documents_recent", "documents", ["employer_id", "channel", "recorded_at"], unique=False)
    op.create_index(
        "ix_documents_review",
        "documents",
        ["employer_id", "channel", "review_until_on"],
        unique=False,
        sqlite_where=sa.text("review_until_on IS NOT NULL"),
        postgresql_where=sa.text("review_until_on IS NOT NULL"),
    )
    op.create_table(
        "file_employers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("last_document_on", sa.Date(), nullable=False),
        sa.Column(
            "search_name",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "file_no",
            sa.String(length=9).with_variant(sa.String(length=9, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("injury_on", sa.Date(), nullable=False),
        sa.Column(
            "regional_office",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.CheckConstraint("basis IN ('injury', 'imputation')", name=op.f("ck_file_employers_basis")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_file_employers_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["compensation_files.id"], name=op.f("fk_file_employers_file_id_compensation_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_employers")),
        sa.UniqueConstraint("file_id", "employer_id", name=op.f("uq_file_employers_file_id_employer_id")),
    )
    op.create_index(
        "ix_file_employers_list",
        "file_employers",
        ["employer_id", "last_document_on", "file_id", "injury_on"],
        unique=False,
    )
    op.create_index("ix_file_employers_name", "file_employers", ["employer_id", "search_name", "file_id"], unique=False)
    op.create_index("ix_file_employers_number", "file_employers", ["employer_id", "file_no"], unique=False)
    op.create_index(
        "ix_file_employers_office",
        "file_employers",
        ["employer_id", "regional_office", "last_document_on", "file_id"],
        unique=False,
    )
    op.create_table(
        "imputations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("imputed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_imputations_employer_id_employers")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["compensation_files.id"], name=op.f("fk_imputations_file_id_compensation_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imputations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_imputations_public_id")),
    )
    op.create_index(op.f("ix_imputations_employer_id"), "imputations", ["employer_id"], unique=False)
    op.create_index(op.f("ix_imputations_file_id"), "imputations", ["file_id"], unique=False)
    op.create_table(
        "medical_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "category IN ('medical', 'physical_rehabilitation')", name=op.f("ck_medical_papers_category")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_medical_papers_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["compensation_files.id"], name=op.f("fk_medical_papers_file_id_compensation_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_papers")),
        sa.UniqueConstraint("public_id", name=op.f("uq_medical_papers_public_id")),
    )
    op.create_index("ix_medical_papers_employer", "medical_papers", ["employer_id", "deposited_on"], unique=False)
    op.create_index(op.f("ix_medical_papers_file_id"), "medical_papers", ["file_id"], unique=False)
    op.create_table(
        "document_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_openings_document_id_documents")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_document_openings_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_openings")),
    )
    op.create_index(op.f("ix_document_openings_document_id"), "document_openings", ["document_id"], unique=False)
    op.create_index("ix_document_openings_person", "document_openings", ["person_id", "document_id"], unique=False)
    op.create_table(
        "medical_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("medical_paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["medical_paper_id"],
            ["medical_papers.id"],
            name=op.f("fk_medical_openings_medical_paper_id_medical_papers"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_medical_openings_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_openings")),
    )
    op.create_index(
        op.f("ix_medical_openings_medical_paper_id"), "medical_openings", ["medical_paper_id"], unique=False
    )
    op.create_index(op.f("ix_medical_openings_person_id"), "medical_openings", ["person_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_medical_openings_person_id"), table_name="medical_openings")
    op.drop_index(op.f("ix_medical_openings_medical_paper_id"), table_name="medical_openings")
    op.drop_table("medical_openings")
    op.drop_index("ix_document_openings_person", table_name="document_openings")
    op.drop_index(op.f("ix_document_openings_document_id"), table_name="document_openings")
    op.drop_table("document_openings")
    op.drop_index(op.f("ix_medical_papers_file_id"), table_name="medical_papers")
    op.drop_index("ix_medical_papers_employer", table_name="medical_papers")
    op.drop_table("medical_papers")
    op.drop_index(op.f("ix_imputations_file_id"), table_name="imputations")
    op.drop_index(op.f("ix_imputations_employer_id"), table_name="imputations")
    op.drop_table("imputations")
    op.drop_index("ix_file_employers_office", table_name="file_employers")
    op.drop_index("ix_file_employers_number", table_name="file_employers")
    op.drop_index("ix_file_employers_name", table_name="file_employers")
    op.drop_index("ix_file_employers_list", table_name="file_employers")
    op.drop_table("file_employers")
    op.drop_index(
        "ix_documents_review",
        table_name="documents",
        sqlite_where=sa.text("review_until_on IS NOT NULL"),
        postgresql_where=sa.text("review_until_on IS NOT NULL"),
    )
    op.drop_index("ix_documents_recent", table_name="documents")
    op.drop_index(op.f("ix_documents_file_id"), table_name="documents")
    op.drop_index("ix_documents_file", table_name="documents")
    op.drop_table("documents")
    op.drop_index(op.f("ix_compensation_files_employer_id"), table_name="compensation_files")
    op.drop_table("compensation_files")
