"""Subjects of the identity provider that wait to be confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0020_pending_identities"
down_revision = "0019_known_browsers"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "pending_identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pending_identities_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_pending_identities_issuer_subject")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pending_identities_public_id")),
    )
    for name in ("person_id", "expires_at"):
        op.create_index(op.f(f"ix_pending_identities_{name}"), "pending_identities", [name])


def downgrade():
    for name in ("expires_at", "person_id"):
        op.drop_index(op.f(f"ix_pending_identities_{name}"), table_name="pending_identities")
    op.drop_table("pending_identities")
