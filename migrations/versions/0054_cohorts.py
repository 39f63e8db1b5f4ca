"""Cohorts: the employers whose paper is to be withdrawn together.

Revision ID: 0054_cohorts
Revises: 0053_returns_to_paper
"""

import sqlalchemy as sa
from alembic import op

revision = "0054_cohorts"
down_revision = "0053_returns_to_paper"
branch_labels = None
depends_on = None

EVERYBODY = sa.text("everybody")


def upgrade():
    op.create_table(
        "cohorts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("everybody", sa.Boolean(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_cohorts_made_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cohorts_public_id")),
    )
    op.create_index(
        "uq_cohorts_everybody",
        "cohorts",
        ["everybody"],
        unique=True,
        sqlite_where=EVERYBODY,
        postgresql_where=EVERYBODY,
    )
    op.create_table(
        "cohort_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_members_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_cohort_members_employer_id_employers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_members")),
        sa.UniqueConstraint("employer_id", name=op.f("uq_cohort_members_employer_id")),
    )
    op.create_index(op.f("ix_cohort_members_cohort_id"), "cohort_members", ["cohort_id"])


def downgrade():
    # A cohort is a list, no date: what each employer's date was stays.
    op.drop_table("cohort_members")
    op.drop_table("cohorts")
