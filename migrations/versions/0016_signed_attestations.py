"""Attestations are signed in the PDF itself: the seal that stood beside them goes."""

import sqlalchemy as sa
from alembic import op

revision = "0016_signed_attestations"
down_revision = "0015_ends_and_stand_ins"
branch_labels = None
depends_on = None


def upgrade():
    # Never made anew: its lines refer to it, and SQLite drops a column by itself.
    with op.batch_alter_table("access_reviews", recreate="never") as batch_op:
        batch_op.drop_column("seal")


def downgrade():
    with op.batch_alter_table("access_reviews", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("seal", sa.String(length=400), nullable=False, server_default=""))
