"""A request that a second person confirms: who sent what, when, and the state in which it waits.

Revision ID: 0034_second_persons
Revises: 0033_parts_of_requests
"""

import sqlalchemy as sa
from alembic import op

revision = "0034_second_persons"
down_revision = "0033_parts_of_requests"
branch_labels = None
depends_on = None

BEFORE = (
    "state IN ('draft', 'filed', 'acknowledged', 'in_hand', 'waiting_for_employer', 'closed', 'discarded', "
    "'taken_back', 'discontinued', 'transmission_failed')"
)
AFTER = BEFORE.replace("'draft', ", "'draft', 'to_confirm', ")


def upgrade():
    with op.batch_alter_table("online_requests") as batch:
        batch.add_column(sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("sent_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("sent_digest", sa.String(length=64), nullable=False, server_default=""))
        batch.add_column(sa.Column("sent_mandate_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_online_requests_sent_by_id_people"), "people", ["sent_by_id"], ["id"])
        batch.create_foreign_key(
            op.f("fk_online_requests_sent_mandate_id_mandates"), "mandates", ["sent_mandate_id"], ["id"]
        )
        batch.drop_constraint(op.f("ck_online_requests_state"), type_="check")
        batch.create_check_constraint(op.f("ck_online_requests_state"), AFTER)
    with op.batch_alter_table("online_requests") as batch:
        batch.alter_column(
            "sent_digest", existing_type=sa.String(length=64), existing_nullable=False, server_default=None
        )


def downgrade():
    op.execute("UPDATE online_requests SET state = 'taken_back', turn = 'nobody' WHERE state = 'to_confirm'")
    with op.batch_alter_table("online_requests") as batch:
        batch.drop_constraint(op.f("ck_online_requests_state"), type_="check")
        batch.create_check_constraint(op.f("ck_online_requests_state"), BEFORE)
        batch.drop_constraint(op.f("fk_online_requests_sent_mandate_id_mandates"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_online_requests_sent_by_id_people"), type_="foreignkey")
        for name in ("sent_mandate_id", "sent_digest", "sent_by_id", "sent_at"):
            batch.drop_column(name)
