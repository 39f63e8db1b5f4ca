"""Attachments of requests by their content: one that goes to the medical side is found wherever it stands.

Revision ID: 0044_piece_contents
Revises: 0043_message_pieces
"""

from alembic import op

revision = "0044_piece_contents"
down_revision = "0043_message_pieces"
branch_labels = None
depends_on = None


def upgrade():
    """Index the digest of an attachment."""
    op.create_index("ix_request_pieces_sha256", "request_pieces", ["sha256"])


def downgrade():
    """Drop the index."""
    op.drop_index("ix_request_pieces_sha256", "request_pieces")
