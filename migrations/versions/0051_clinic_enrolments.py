"""Registrations of clinics, until an agent has answered them.

Revision ID: 0051_clinic_enrolments
Revises: 0050_secret_fingerprints
"""

import sqlalchemy as sa
from alembic import op

revision = "0051_clinic_enrolments"
down_revision = "0050_secret_fingerprints"
branch_labels = None
depends_on = None

TABLE = "clinic_enrolments"


def upgrade():
    texts = {"supplier_no": 20, "discipline": 10, "establishment": 200, "given_name": 80, "family_name": 80}
    texts |= {"email": 254, "language": 2}
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(length=length), nullable=False) for name, length in texts.items()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'accepted', 'refused')", name=op.f(f"ck_{TABLE}_state")),
        sa.CheckConstraint("discipline IN ('physio', 'ergo')", name=op.f(f"ck_{TABLE}_discipline")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f(f"fk_{TABLE}_supplier_id_suppliers")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f(f"fk_{TABLE}_decided_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{TABLE}_public_id")),
    )
    op.create_index(op.f(f"ix_{TABLE}_state"), TABLE, ["state"])


def downgrade():
    op.drop_table(TABLE)
