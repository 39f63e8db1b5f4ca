"""What a stand-in holds has a place of its own, beside what is theirs; ends of absences and of mandates.

Going down fails where somebody holds the same in their own name and as a stand-in, from the same day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_ends_and_stand_ins"
down_revision = "0014_letters_of_designations"
branch_labels = None
depends_on = None

#: By table: what the one who holds it holds; and what tells a row of their own from another.
PLACES = {
    "memberships": ("role", ["employer_id", "person_id", "space", "role", "from_on"]),
    "access_grants": (
        "service",
        ["employer_id", "person_id", "space", "service", "granted_by", "from_on", "origin"],
    ),
}
OWN_BEFORE = "superseded_at IS NULL AND mandate_id IS NULL"
OWN = f"{OWN_BEFORE} AND absence_id IS NULL"
BY_ABSENCE = "superseded_at IS NULL AND absence_id IS NOT NULL"


def _unique(name, table, columns, condition):
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def upgrade():
    for table, (what, columns) in PLACES.items():
        op.drop_index(f"uq_{table}_current", table_name=table)
        _unique(f"uq_{table}_current", table, columns, OWN)
        _unique(f"uq_{table}_absence", table, ["absence_id", "person_id", what, "from_on"], BY_ABSENCE)
    with op.batch_alter_table("absences") as batch:
        batch.add_column(sa.Column("reminded_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("mandates") as batch:
        batch.add_column(sa.Column("left_until", sa.Date(), nullable=True))


def downgrade():
    with op.batch_alter_table("mandates") as batch:
        batch.drop_column("left_until")
    with op.batch_alter_table("absences") as batch:
        batch.drop_column("reminded_days")
    for table, (_, columns) in PLACES.items():
        op.drop_index(f"uq_{table}_absence", table_name=table)
        op.drop_index(f"uq_{table}_current", table_name=table)
        _unique(f"uq_{table}_current", table, columns, OWN_BEFORE)
