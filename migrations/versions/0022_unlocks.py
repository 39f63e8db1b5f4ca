"""How many times each user code was unlocked: what was counted against it before counts no more."""

import sqlalchemy as sa
from alembic import op

revision = "0022_unlocks"
down_revision = "0021_vouched_designations"
branch_labels = None
depends_on = None


def upgrade():
    # A table to which others refer is never made anew: its column is added where it stands.
    with op.batch_alter_table("credentials", recreate="never") as batch:
        batch.add_column(sa.Column("unlocks", sa.Integer(), nullable=False, server_default="0"))


def downgrade():
    with op.batch_alter_table("credentials", recreate="never") as batch:
        batch.drop_column("unlocks")
