"""A request is filed or it is not: no state says that it was sent and did not arrive (decision 0033).

Revision ID: 0040_no_failed_transmissions
Revises: 0039_request_answers
"""

from alembic import op

revision = "0040_no_failed_transmissions"
down_revision = "0039_request_answers"
branch_labels = None
depends_on = None

AFTER = (
    "state IN ('draft', 'to_confirm', 'filed', 'acknowledged', 'in_hand', 'waiting_for_employer', 'closed', "
    "'discarded', 'taken_back', 'discontinued')"
)
BEFORE = AFTER.replace("'discontinued'", "'discontinued', 'transmission_failed'")


def upgrade():
    # Nothing ever wrote it; a row put there by hand is what the employer may still file.
    op.execute("UPDATE online_requests SET state = 'draft' WHERE state = 'transmission_failed'")
    _say(AFTER)


def downgrade():
    _say(BEFORE)


def _say(states):
    with op.batch_alter_table("online_requests") as batch:
        batch.drop_constraint(op.f("ck_online_requests_state"), type_="check")
        batch.create_check_constraint(op.f("ck_online_requests_state"), states)
