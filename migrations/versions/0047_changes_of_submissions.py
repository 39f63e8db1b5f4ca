"""The order in which a clinic is told of what becomes of its submissions, and why a version takes another's place.

Revision ID: 0047_changes_of_submissions
Revises: 0046_handed_over_letters
"""

import sqlalchemy as sa
from alembic import op

revision = "0047_changes_of_submissions"
down_revision = "0046_handed_over_letters"
branch_labels = None
depends_on = None

SUBMISSIONS = sa.table("submissions", sa.column("id", sa.Integer()), sa.column("change_no", sa.Integer()))


def upgrade():
    with op.batch_alter_table("submissions") as batch:
        batch.add_column(sa.Column("change_no", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("reason", sa.String(length=40), nullable=True))
    op.execute(SUBMISSIONS.update().values(change_no=SUBMISSIONS.c.id))
    with op.batch_alter_table("submissions") as batch:
        batch.alter_column("change_no", existing_type=sa.Integer(), nullable=False)
        batch.create_index("ix_submissions_changes", ["supplier_id", "change_no"])


def downgrade():
    with op.batch_alter_table("submissions") as batch:
        batch.drop_index("ix_submissions_changes")
        batch.drop_column("reason")
        batch.drop_column("change_no")
