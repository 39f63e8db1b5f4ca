"""Absences, and what a stand-in receives."""

import sqlalchemy as sa
from alembic import op

revision = "0009_absences"
down_revision = "0008_invitations"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("stand_in_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_absences_interval")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_absences_employer_id_employers")),
        sa.ForeignKeyConstraint(["named_by_id"], ["people.id"], name=op.f("fk_absences_named_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absences_person_id_people")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["people.id"], name=op.f("fk_absences_stand_in_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("public_id", name=op.f("uq_absences_public_id")),
    )
    op.create_index(op.f("ix_absences_employer_id"), "absences", ["employer_id"], unique=False)
    op.create_index(op.f("ix_absences_person_id"), "absences", ["person_id"], unique=False)
    op.create_index(op.f("ix_absences_stand_in_id"), "absences", ["stand_in_id"], unique=False)
    with op.batch_alter_table("memberships") as batch:
        batch.add_column(sa.Column("absence_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_memberships_absence_id_absences"), "absences", ["absence_id"], ["id"])
        batch.create_index(batch.f("ix_memberships_absence_id"), ["absence_id"], unique=False)
    with op.batch_alter_table("access_grants") as batch:
        batch.add_column(sa.Column("absence_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_access_grants_absence_id_absences"), "absences", ["absence_id"], ["id"])
        batch.create_index(batch.f("ix_access_grants_absence_id"), ["absence_id"], unique=False)


def downgrade():
    with op.batch_alter_table("access_grants") as batch:
        batch.drop_index(batch.f("ix_access_grants_absence_id"))
        batch.drop_constraint(batch.f("fk_access_grants_absence_id_absences"), type_="foreignkey")
        batch.drop_column("absence_id")
    with op.batch_alter_table("memberships") as batch:
        batch.drop_index(batch.f("ix_memberships_absence_id"))
        batch.drop_constraint(batch.f("fk_memberships_absence_id_absences"), type_="foreignkey")
        batch.drop_column("absence_id")
    op.drop_index(op.f("ix_absences_employer_id"), table_name="absences")
    op.drop_index(op.f("ix_absences_person_id"), table_name="absences")
    op.drop_index(op.f("ix_absences_stand_in_id"), table_name="absences")
    op.drop_table("absences")
