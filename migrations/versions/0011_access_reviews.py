"""Reviews of rights."""

import sqlalchemy as sa
from alembic import op

revision = "0011_access_reviews"
down_revision = "0010_personnel"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "access_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("attested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attested_by_id", sa.Integer(), nullable=True),
        sa.Column("attestation_sha256", sa.String(length=64), nullable=False),
        sa.Column("listing_sha256", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=400), nullable=False),
        sa.Column("told", sa.String(length=10), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "cause IN ('yearly', 'changed_rights', 'changed_meaning')", name=op.f("ck_access_reviews_cause")
        ),
        sa.CheckConstraint("state IN ('open', 'attested')", name=op.f("ck_access_reviews_state")),
        sa.ForeignKeyConstraint(
            ["attested_by_id"], ["people.id"], name=op.f("fk_access_reviews_attested_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_access_reviews_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["people.id"], name=op.f("fk_access_reviews_opened_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_reviews")),
        sa.UniqueConstraint("public_id", name=op.f("uq_access_reviews_public_id")),
    )
    op.create_index(op.f("ix_access_reviews_due_on"), "access_reviews", ["due_on"], unique=False)
    op.create_index("ix_access_reviews_employer", "access_reviews", ["employer_id", "space", "opened_at"], unique=False)
    op.create_index(
        "uq_access_reviews_open",
        "access_reviews",
        ["employer_id", "space"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "access_review_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("choice", sa.String(length=10), nullable=True),
        sa.Column("new_until_on", sa.Date(), nullable=True),
        sa.Column("seen", sa.String(length=20), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "choice IS NULL OR choice IN ('keep', 'change', 'end')", name=op.f("ck_access_review_lines_choice")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_access_review_lines_decided_by_id_people")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_access_review_lines_person_id_people")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["access_reviews.id"], name=op.f("fk_access_review_lines_review_id_access_reviews")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review_lines")),
        sa.UniqueConstraint(
            "review_id", "person_id", "service", name=op.f("uq_access_review_lines_review_id_person_id_service")
        ),
    )
    op.create_index(op.f("ix_access_review_lines_person_id"), "access_review_lines", ["person_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_access_review_lines_person_id"), table_name="access_review_lines")
    op.drop_table("access_review_lines")
    op.drop_index(op.f("ix_access_reviews_due_on"), table_name="access_reviews")
    op.drop_index("ix_access_reviews_employer", table_name="access_reviews")
    op.drop_index(
        "uq_access_reviews_open",
        table_name="access_reviews",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_table("access_reviews")
