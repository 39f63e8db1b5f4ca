"""Prior notices that the portal gives by letters.

Revision ID: 0052_prior_notice_sendings
Revises: 0051_clinic_enrolments
"""

import sqlalchemy as sa
from alembic import op

revision = "0052_prior_notice_sendings"
down_revision = "0051_clinic_enrolments"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "prior_notice_sendings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("withdrawal_on", sa.Date(), nullable=False),
        sa.Column("text_version", sa.String(length=10), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_prior_notice_sendings_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["staff.id"], name=op.f("fk_prior_notice_sendings_sent_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prior_notice_sendings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_prior_notice_sendings_public_id")),
    )
    op.create_index(op.f("ix_prior_notice_sendings_employer_id"), "prior_notice_sendings", ["employer_id"])


def downgrade():
    # Letters about what is no longer there could not be written.
    op.execute("UPDATE letters SET state = 'void' WHERE cause_kind = 'prior_notice_sendings' AND state = 'waiting'")
    op.drop_table("prior_notice_sendings")
