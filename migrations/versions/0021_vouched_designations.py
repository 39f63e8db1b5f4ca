"""A designation is a claim until somebody else vouches for it: who confirmed it, what was checked, who objected.

The registry's health professionals stay: they are the Commission's own statement. Those who accepted a designation made
in the portal await the Commission from now on. Rows that no longer stand say what was believed then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021_vouched_designations"
down_revision = "0020_pending_identities"
branch_labels = None
depends_on = None

STATES = "state IN ('proposed', 'accepted', 'confirmed', 'refused', 'rejected', 'ended')"
STATES_BEFORE = "state IN ('proposed', 'accepted', 'refused', 'ended')"
TEXTS = {"roll": 300, "accepted_email": 254, "checked": 300, "reason": 300, "objected_by": 160}
ADDED = ("vouched_at", "vouched_by_id", "checked_on", "code_digest", "objected_at")


def upgrade():
    # A table to which others refer is never made anew: its columns are added where it stands.
    with op.batch_alter_table("memberships", recreate="never") as batch:
        batch.add_column(sa.Column("vouched", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE memberships SET vouched = true"
        " WHERE NOT (role = 'health_professional' AND origin = 'portal' AND superseded_at IS NULL)"
    )
    with op.batch_alter_table("designations") as batch:
        for name, length in TEXTS.items():
            batch.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        batch.add_column(sa.Column("vouched_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("vouched_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("checked_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("code_digest", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True))
        batch.drop_constraint(batch.f("ck_designations_state"), type_="check")
        batch.create_check_constraint(batch.f("ck_designations_state"), STATES)
        batch.create_foreign_key(batch.f("fk_designations_vouched_by_id_staff"), "staff", ["vouched_by_id"], ["id"])
        batch.create_unique_constraint(batch.f("uq_designations_code_digest"), ["code_digest"])
        batch.create_index(batch.f("ix_designations_state"), ["state", "settled_at", "id"])
    with op.batch_alter_table("designations") as batch:
        for name, length in TEXTS.items():
            batch.alter_column(
                name, existing_type=sa.String(length=length), existing_nullable=False, server_default=None
            )


def downgrade():
    op.execute("UPDATE designations SET state = 'accepted' WHERE state = 'confirmed'")
    op.execute("UPDATE designations SET state = 'ended' WHERE state = 'rejected'")
    with op.batch_alter_table("designations") as batch:
        batch.drop_index(batch.f("ix_designations_state"))
        batch.drop_constraint(batch.f("uq_designations_code_digest"), type_="unique")
        batch.drop_constraint(batch.f("fk_designations_vouched_by_id_staff"), type_="foreignkey")
        batch.drop_constraint(batch.f("ck_designations_state"), type_="check")
        batch.create_check_constraint(batch.f("ck_designations_state"), STATES_BEFORE)
        for name in (*TEXTS, *ADDED):
            batch.drop_column(name)
    # Without the column, a claim that nobody vouched for would open the papers: it ends instead.
    op.execute(
        "UPDATE memberships SET superseded_at = recorded_at"
        " WHERE role = 'health_professional' AND NOT vouched AND superseded_at IS NULL"
    )
    with op.batch_alter_table("memberships", recreate="never") as batch:
        batch.drop_column("vouched")
