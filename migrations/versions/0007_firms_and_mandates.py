"""Firms, their people, and the mandates that employers give them."""

import sqlalchemy as sa
from alembic import op

revision = "0007_firms_and_mandates"
down_revision = "0006_access_requests"
branch_labels = None
depends_on = None

CURRENT = "superseded_at IS NULL"
#: Which columns tell two rows apart: those of the employer's own people, and those that a mandate gave.
WHAT = {
    "memberships": {
        "current": ["employer_id", "person_id", "space", "role", "from_on"],
        "mandate": ["mandate_id", "person_id", "role", "from_on"],
    },
    "access_grants": {
        "current": ["employer_id", "person_id", "space", "service", "granted_by", "from_on", "origin"],
        "mandate": ["mandate_id", "person_id", "service", "from_on"],
    },
}


def _unique(table, columns, name, where):
    """The unique index of that name, in place of any other."""
    if name == "current":
        op.drop_index(f"uq_{table}_current", table_name=table)
    condition = sa.text(where)
    op.create_index(
        f"uq_{table}_{name}", table, columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )


def upgrade():
    op.create_table(
        "firms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neq", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "search_name",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("kind IN ('accountant', 'consultant', 'mutual', 'other')", name=op.f("ck_firms_kind")),
        sa.CheckConstraint("length(neq) = 10", name=op.f("ck_firms_neq_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firms")),
        sa.UniqueConstraint("neq", name=op.f("uq_firms_neq")),
        sa.UniqueConstraint("public_id", name=op.f("uq_firms_public_id")),
    )
    op.create_index(op.f("ix_firms_search_name"), "firms", ["search_name"], unique=False)
    op.create_table(
        "firm_memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=15), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('administrator', 'staff')", name=op.f("ck_firm_memberships_role")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_firm_memberships_interval")),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=op.f("fk_firm_memberships_firm_id_firms")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_firm_memberships_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_memberships")),
    )
    op.create_index(op.f("ix_firm_memberships_person_id"), "firm_memberships", ["person_id"], unique=False)
    op.create_index(
        "uq_firm_memberships_current",
        "firm_memberships",
        ["firm_id", "person_id", "role", "from_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("reminded_days", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'refused', 'ended', 'resigned')", name=op.f("ck_mandates_state")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_mandates_answered_by_id_people")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_mandates_employer_id_employers")),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=op.f("fk_mandates_firm_id_firms")),
        sa.ForeignKeyConstraint(["named_by_id"], ["people.id"], name=op.f("fk_mandates_named_by_id_people")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_mandates_settled_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mandates_public_id")),
    )
    op.create_index("ix_mandates_employer", "mandates", ["employer_id", "space", "state"], unique=False)
    op.create_index("ix_mandates_firm", "mandates", ["firm_id", "state"], unique=False)
    op.create_index(op.f("ix_mandates_until_on"), "mandates", ["until_on"], unique=False)
    with op.batch_alter_table("memberships") as batch:
        batch.add_column(sa.Column("mandate_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_memberships_mandate_id_mandates"), "mandates", ["mandate_id"], ["id"])
        batch.create_index(batch.f("ix_memberships_mandate_id"), ["mandate_id"], unique=False)
        batch.create_check_constraint(
            batch.f("ck_memberships_by_mandate"), "mandate_id IS NULL OR (role = 'user' AND until_on IS NOT NULL)"
        )
    with op.batch_alter_table("access_grants") as batch:
        batch.add_column(sa.Column("mandate_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_access_grants_mandate_id_mandates"), "mandates", ["mandate_id"], ["id"])
        batch.create_index(batch.f("ix_access_grants_mandate_id"), ["mandate_id"], unique=False)
        batch.create_check_constraint(
            batch.f("ck_access_grants_by_mandate"), "mandate_id IS NULL OR until_on IS NOT NULL"
        )
    for table, what in WHAT.items():
        _unique(table, what["current"], "current", f"{CURRENT} AND mandate_id IS NULL")
        _unique(table, what["mandate"], "mandate", f"{CURRENT} AND mandate_id IS NOT NULL")


def downgrade():
    # Without its mandate, the row of a representative would be that of any user: it goes with it.
    for table, what in WHAT.items():
        rows = sa.table(table, sa.column("mandate_id"))
        op.execute(sa.delete(rows).where(rows.c.mandate_id.is_not(None)))
        op.drop_index(f"uq_{table}_mandate", table_name=table)
        _unique(table, what["current"], "current", CURRENT)
    with op.batch_alter_table("access_grants") as batch:
        batch.drop_constraint(batch.f("ck_access_grants_by_mandate"), type_="check")
        batch.drop_index(batch.f("ix_access_grants_mandate_id"))
        batch.drop_constraint(batch.f("fk_access_grants_mandate_id_mandates"), type_="foreignkey")
        batch.drop_column("mandate_id")
    with op.batch_alter_table("memberships") as batch:
        batch.drop_constraint(batch.f("ck_memberships_by_mandate"), type_="check")
        batch.drop_index(batch.f("ix_memberships_mandate_id"))
        batch.drop_constraint(batch.f("fk_memberships_mandate_id_mandates"), type_="foreignkey")
        batch.drop_column("mandate_id")
    op.drop_index("ix_mandates_employer", table_name="mandates")
    op.drop_index("ix_mandates_firm", table_name="mandates")
    op.drop_index(op.f("ix_mandates_until_on"), table_name="mandates")
    op.drop_table("mandates")
    op.drop_index(op.f("ix_firm_memberships_person_id"), table_name="firm_memberships")
    op.drop_index(
        "uq_firm_memberships_current",
        table_name="firm_memberships",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_table("firm_memberships")
    op.drop_index(op.f("ix_firms_search_name"), table_name="firms")
    op.drop_table("firms")
