"""Invitations by e-mail, and designations of health professionals."""

import sqlalchemy as sa
from alembic import op

revision = "0008_invitations"
down_revision = "0007_firms_and_mandates"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("space", sa.String(length=20), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("family_name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sendings", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('user', 'health_professional', 'firm_administrator', 'firm_staff')",
            name=op.f("ck_invitations_purpose"),
        ),
        sa.CheckConstraint(
            "state IN ('sent', 'accepted', 'refused', 'cancelled', 'expired')", name=op.f("ck_invitations_state")
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_invitations_employer_id_employers")),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=op.f("fk_invitations_firm_id_firms")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["people.id"], name=op.f("fk_invitations_invited_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_invitations_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitations_public_id")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitations_token_sha256")),
    )
    op.create_index(op.f("ix_invitations_email"), "invitations", ["email"], unique=False)
    op.create_index("ix_invitations_employer", "invitations", ["employer_id", "space", "state"], unique=False)
    op.create_index(op.f("ix_invitations_expires_at"), "invitations", ["expires_at"], unique=False)
    op.create_index(op.f("ix_invitations_firm_id"), "invitations", ["firm_id"], unique=False)
    op.create_index(op.f("ix_invitations_person_id"), "invitations", ["person_id"], unique=False)
    op.create_table(
        "designations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("family_name", sa.String(length=80), nullable=False),
        sa.Column("professional_order", sa.String(length=120), nullable=False),
        sa.Column("order_member_no", sa.String(length=12), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("address_line1", sa.String(length=120), nullable=False),
        sa.Column("address_line2", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("province", sa.String(length=40), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'refused', 'ended')", name=op.f("ck_designations_state")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_designations_employer_id_employers")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_designations_invitation_id_invitations")
        ),
        sa.ForeignKeyConstraint(["named_by_id"], ["people.id"], name=op.f("fk_designations_named_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_designations_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_designations_public_id")),
    )
    op.create_index("ix_designations_employer", "designations", ["employer_id", "space", "state"], unique=False)
    op.create_index(op.f("ix_designations_invitation_id"), "designations", ["invitation_id"], unique=False)
    op.create_index(op.f("ix_designations_person_id"), "designations", ["person_id"], unique=False)


def downgrade():
    op.drop_index("ix_designations_employer", table_name="designations")
    op.drop_index(op.f("ix_designations_invitation_id"), table_name="designations")
    op.drop_index(op.f("ix_designations_person_id"), table_name="designations")
    op.drop_table("designations")
    op.drop_index(op.f("ix_invitations_email"), table_name="invitations")
    op.drop_index("ix_invitations_employer", table_name="invitations")
    op.drop_index(op.f("ix_invitations_expires_at"), table_name="invitations")
    op.drop_index(op.f("ix_invitations_firm_id"), table_name="invitations")
    op.drop_index(op.f("ix_invitations_person_id"), table_name="invitations")
    op.drop_table("invitations")
