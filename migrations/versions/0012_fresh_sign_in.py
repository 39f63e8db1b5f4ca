"""When a session last proved who its owner is, and the forms that wait for it."""

import sqlalchemy as sa
from alembic import op

revision = "0012_fresh_sign_in"
down_revision = "0011_access_reviews"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("user_sessions") as batch:
        batch.add_column(sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE user_sessions SET authenticated_at = created_at")
    with op.batch_alter_table("user_sessions") as batch:
        batch.alter_column("authenticated_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_table(
        "pending_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("moment", sa.String(length=40), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_pending_forms_employer_id_employers")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["user_sessions.id"], name=op.f("fk_pending_forms_session_id_user_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_forms")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pending_forms_public_id")),
    )
    op.create_index(op.f("ix_pending_forms_session_id"), "pending_forms", ["session_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_pending_forms_session_id"), table_name="pending_forms")
    op.drop_table("pending_forms")
    with op.batch_alter_table("user_sessions") as batch:
        batch.drop_column("authenticated_at")
