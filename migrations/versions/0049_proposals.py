"""Four eyes: what one member of the staff proposes and another decides.

Revision ID: 0049_proposals
Revises: 0048_clinic_members
"""

import sqlalchemy as sa
from alembic import op

revision = "0049_proposals"
down_revision = "0048_clinic_members"
branch_labels = None
depends_on = None

WAITING = sa.text("decided_at IS NULL")
FOUR_EYES = "decision NOT IN ('approved', 'refused') OR decided_by_id <> proposed_by_id"


def upgrade():
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("matter", sa.String(length=60), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name=op.f("ck_proposals_decided")),
        sa.CheckConstraint(FOUR_EYES, name=op.f("ck_proposals_four_eyes")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_proposals_employer_id_employers")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["staff.id"], name=op.f("fk_proposals_proposed_by_id_staff")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_proposals_decided_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proposals_public_id")),
    )
    op.create_index(op.f("ix_proposals_employer_id"), "proposals", ["employer_id"])
    op.create_index(
        "uq_proposals_waiting", "proposals", ["matter"], unique=True, sqlite_where=WAITING, postgresql_where=WAITING
    )
    with op.batch_alter_table("paper_withdrawals") as batch:
        batch.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_paper_withdrawals_proposal_id_proposals"), "proposals", ["proposal_id"], ["id"]
        )


def downgrade():
    with op.batch_alter_table("paper_withdrawals") as batch:
        batch.drop_constraint(op.f("fk_paper_withdrawals_proposal_id_proposals"), type_="foreignkey")
        batch.drop_column("proposal_id")
    op.drop_table("proposals")
