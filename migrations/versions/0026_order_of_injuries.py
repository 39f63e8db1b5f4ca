"""An index for files in the order of the days of injury.

Revision ID: 0026_order_of_injuries
Revises: 0025_names_of_every_script
"""

from alembic import op

revision = "0026_order_of_injuries"
down_revision = "0025_names_of_every_script"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_file_employers_injury", "file_employers", ["employer_id", "injury_on", "file_id"])


def downgrade():
    op.drop_index("ix_file_employers_injury", "file_employers")
