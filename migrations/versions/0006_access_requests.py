"""Rights that people ask for, and those that end."""

import sqlalchemy as sa
from alembic import op

revision = "0006_access_requests"
down_revision = "0005_journal"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "access_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("granted_until_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'pending', 'granted', 'refused', 'withdrawn', 'expired')",
            name=op.f("ck_access_requests_state"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_access_requests_answered_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_access_requests_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_access_requests_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_requests")),
        sa.UniqueConstraint("public_id", name=op.f("uq_access_requests_public_id")),
    )
    op.create_index(
        "ix_access_requests_employer", "access_requests", ["employer_id", "space", "state", "asked_at"], unique=False
    )
    op.create_index(op.f("ix_access_requests_lapses_on"), "access_requests", ["lapses_on"], unique=False)
    op.create_index(op.f("ix_access_requests_person_id"), "access_requests", ["person_id"], unique=False)
    op.create_index(
        "uq_access_requests_open",
        "access_requests",
        ["employer_id", "person_id", "space", "service"],
        unique=True,
        sqlite_where=sa.text("state IN ('draft', 'pending')"),
        postgresql_where=sa.text("state IN ('draft', 'pending')"),
    )
    _add_ends()


def _add_ends():
    op.create_table(
        "ends_left",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("accepts_hole", sa.Boolean(), nullable=False),
        sa.Column("left_by_id", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_ends_left_employer_id_employers")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ends_left_person_id_people")),
        sa.ForeignKeyConstraint(["left_by_id"], ["people.id"], name=op.f("fk_ends_left_left_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ends_left")),
        sa.UniqueConstraint(
            "employer_id",
            "person_id",
            "space",
            "service",
            "until_on",
            name="uq_ends_left_right",
        ),
    )
    op.create_table(
        "end_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_end_reminders_employer_id_employers")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_end_reminders_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_end_reminders")),
        sa.UniqueConstraint(
            "employer_id",
            "person_id",
            "space",
            "service",
            "until_on",
            "days",
            name="uq_end_reminders_stage",
        ),
    )
    op.create_table(
        "hints_kept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_hints_kept_employer_id_employers")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_hints_kept_person_id_people")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["people.id"], name=op.f("fk_hints_kept_kept_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hints_kept")),
    )
    op.create_index(op.f("ix_ends_left_person_id"), "ends_left", ["person_id"], unique=False)
    op.create_index(op.f("ix_end_reminders_person_id"), "end_reminders", ["person_id"], unique=False)
    op.create_index("ix_hints_kept_person", "hints_kept", ["employer_id", "space", "person_id"], unique=False)


def downgrade():
    for table in ("hints_kept", "end_reminders", "ends_left"):
        op.drop_table(table)
    op.drop_index("ix_access_requests_employer", table_name="access_requests")
    op.drop_index(op.f("ix_access_requests_lapses_on"), table_name="access_requests")
    op.drop_index(op.f("ix_access_requests_person_id"), table_name="access_requests")
    op.drop_index(
        "uq_access_requests_open",
        table_name="access_requests",
        sqlite_where=sa.text("state IN ('draft', 'pending')"),
        postgresql_where=sa.text("state IN ('draft', 'pending')"),
    )
    op.drop_table("access_requests")
