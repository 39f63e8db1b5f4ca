"""Protected numbers by a keyed fingerprint: the same number under another name is noticed, and none is opened for it.

Revision ID: 0050_secret_fingerprints
Revises: 0049_proposals
"""

import sqlalchemy as sa
from alembic import op

revision = "0050_secret_fingerprints"
down_revision = "0049_proposals"
branch_labels = None
depends_on = None


def upgrade():
    """What was entered before has none: it is compared with nothing."""
    op.add_column("request_secrets", sa.Column("fingerprint", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("request_secrets") as table:
        table.alter_column("fingerprint", existing_type=sa.String(64), server_default=None)
    op.create_index("ix_request_secrets_fingerprint", "request_secrets", ["fingerprint"])


def downgrade():
    """Forget the fingerprints."""
    op.drop_index("ix_request_secrets_fingerprint", "request_secrets")
    op.drop_column("request_secrets", "fingerprint")
