"""Tables of the personnel department."""

import sqlalchemy as sa
from alembic import op

revision = "0010_personnel"
down_revision = "0009_absences"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "personnel_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("absent_left", sa.Boolean(), nullable=False),
        sa.Column("holes_accepted", sa.Boolean(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("ignored", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'queued', 'applying', 'applied', 'failed', 'undoing', 'undone', 'dropped')",
            name=op.f("ck_personnel_plans_state"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_personnel_plans_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_personnel_plans_made_by_id_people")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["people.id"], name=op.f("fk_personnel_plans_confirmed_by_id_people")
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["people.id"], name=op.f("fk_personnel_plans_undone_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personnel_plans")),
        sa.UniqueConstraint("public_id", name=op.f("uq_personnel_plans_public_id")),
    )
    op.create_index(
        "ix_personnel_plans_employer", "personnel_plans", ["employer_id", "space", "created_at"], unique=False
    )
    op.create_index(op.f("ix_personnel_plans_state"), "personnel_plans", ["state"], unique=False)
    op.create_table(
        "personnel_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('added', 'changed', 'removed', 'unchanged', 'refused')", name=op.f("ck_personnel_rows_kind")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_personnel_rows_person_id_people")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["personnel_plans.id"], name=op.f("fk_personnel_rows_plan_id_personnel_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personnel_rows")),
    )
    op.create_index(op.f("ix_personnel_rows_person_id"), "personnel_rows", ["person_id"], unique=False)
    op.create_index("ix_personnel_rows_plan", "personnel_rows", ["plan_id", "kind", "line"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_personnel_rows_person_id"), table_name="personnel_rows")
    op.drop_index("ix_personnel_rows_plan", table_name="personnel_rows")
    op.drop_table("personnel_rows")
    op.drop_index("ix_personnel_plans_employer", table_name="personnel_plans")
    op.drop_index(op.f("ix_personnel_plans_state"), table_name="personnel_plans")
    op.drop_table("personnel_plans")
