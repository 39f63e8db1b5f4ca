"""Letters that name a health professional, and the code that each holds."""

import sqlalchemy as sa
from alembic import op

revision = "0014_letters_of_designations"
down_revision = "0013_daily_runs"
branch_labels = None
depends_on = None

ONE_CAUSE = "(dispatch_id IS NULL) <> (designation_id IS NULL)"


def upgrade():
    with op.batch_alter_table("letters") as batch:
        batch.add_column(sa.Column("designation_id", sa.Integer(), nullable=True))
        batch.alter_column("dispatch_id", existing_type=sa.Integer(), nullable=True)
        batch.create_foreign_key(
            batch.f("fk_letters_designation_id_designations"), "designations", ["designation_id"], ["id"]
        )
        batch.create_index(batch.f("ix_letters_designation_id"), ["designation_id"], unique=False)
        batch.create_check_constraint(batch.f("ck_letters_one_cause"), ONE_CAUSE)
        batch.drop_constraint(batch.f("ck_letters_state"), type_="check")
        batch.create_check_constraint(batch.f("ck_letters_state"), "state IN ('waiting', 'written', 'failed', 'void')")
    with op.batch_alter_table("invitations") as batch:
        batch.add_column(sa.Column("code_digest", sa.String(length=64), nullable=True))
        batch.create_unique_constraint(batch.f("uq_invitations_code_digest"), ["code_digest"])


def downgrade():
    with op.batch_alter_table("invitations") as batch:
        batch.drop_constraint(batch.f("uq_invitations_code_digest"), type_="unique")
        batch.drop_column("code_digest")
    op.execute("DELETE FROM letters WHERE dispatch_id IS NULL")
    with op.batch_alter_table("letters") as batch:
        batch.drop_constraint(batch.f("ck_letters_state"), type_="check")
        batch.create_check_constraint(batch.f("ck_letters_state"), "state IN ('waiting', 'written', 'failed')")
        batch.drop_constraint(batch.f("ck_letters_one_cause"), type_="check")
        batch.drop_index(batch.f("ix_letters_designation_id"))
        batch.drop_constraint(batch.f("fk_letters_designation_id_designations"), type_="foreignkey")
        batch.alter_column("dispatch_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_column("designation_id")
