"""People of clinics: who is of which, their user codes, and for which clinic a session stands.

Revision ID: 0048_clinic_members
Revises: 0047_changes_of_submissions
"""

import sqlalchemy as sa
from alembic import op

revision = "0048_clinic_members"
down_revision = "0047_changes_of_submissions"
branch_labels = None
depends_on = None

BEFORE = "space IN ('guichet_sst', 'cnesst_codes')"
AFTER = "space IN ('guichet_sst', 'cnesst_codes', 'clinic')"
#: What is nothing without the door of clinics: sessions and codes, and what hangs from them.
OF_CLINICS = "SELECT id FROM {} WHERE space = 'clinic'"


def _spaces(known):
    with op.batch_alter_table("credentials") as batch:
        batch.drop_constraint(op.f("ck_credentials_space"), type_="check")
        batch.create_check_constraint(op.f("ck_credentials_space"), known)


def upgrade():
    op.create_table(
        "clinic_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('responsible', 'member')", name=op.f("ck_clinic_members_role")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_clinic_members_interval")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_clinic_members_person_id_people")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_clinic_members_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_members")),
    )
    op.create_index(op.f("ix_clinic_members_person_id"), "clinic_members", ["person_id"])
    op.create_index(op.f("ix_clinic_members_supplier_id"), "clinic_members", ["supplier_id"])
    op.create_index(
        "uq_clinic_members_current",
        "clinic_members",
        ["supplier_id", "person_id", "from_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    with op.batch_alter_table("user_sessions") as batch:
        batch.add_column(sa.Column("supplier_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_user_sessions_supplier_id_suppliers"), "suppliers", ["supplier_id"], ["id"])
    _spaces(AFTER)


def downgrade():
    sessions, codes = (OF_CLINICS.format(table) for table in ("user_sessions", "credentials"))
    op.execute(f"DELETE FROM pending_forms WHERE session_id IN ({sessions})")  # noqa: S608 (no value is in it)
    op.execute("DELETE FROM user_sessions WHERE space = 'clinic'")
    op.execute(f"DELETE FROM known_browsers WHERE credential_id IN ({codes})")  # noqa: S608 (no value is in it)
    op.execute("DELETE FROM credentials WHERE space = 'clinic'")
    _spaces(BEFORE)
    with op.batch_alter_table("user_sessions") as batch:
        batch.drop_constraint(op.f("fk_user_sessions_supplier_id_suppliers"), type_="foreignkey")
        batch.drop_column("supplier_id")
    op.drop_table("clinic_members")
