"""Browsers that a user code knows, counts that are forgotten and bounded, and what strangers repeat."""

import sqlalchemy as sa
from alembic import op

revision = "0019_known_browsers"
down_revision = "0018_journal_chain"
branch_labels = None
depends_on = None

#: What was counted said nothing any more thirty days after the last failure.
_FORGOTTEN = {
    "postgresql": "UPDATE sign_in_throttles SET forgotten_at = last_failure_at + interval '30 days'",
    "sqlite": (
        "UPDATE sign_in_throttles SET forgotten_at = strftime('%Y-%m-%d %H:%M:%f000', last_failure_at, '+30 days')"
    ),
}
_LAST_FAILURE = {
    "postgresql": "UPDATE sign_in_throttles SET last_failure_at = forgotten_at - interval '30 days'",
    "sqlite": (
        "UPDATE sign_in_throttles SET last_failure_at = strftime('%Y-%m-%d %H:%M:%f000', forgotten_at, '-30 days')"
    ),
}


def upgrade():
    with op.batch_alter_table("sign_in_throttles") as batch_op:
        batch_op.add_column(sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lasting", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_FORGOTTEN[op.get_bind().dialect.name])
    with op.batch_alter_table("sign_in_throttles") as batch_op:
        batch_op.alter_column("forgotten_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("lasting", existing_type=sa.Boolean(), server_default=None)
        batch_op.drop_column("last_failure_at")
        batch_op.create_index(op.f("ix_sign_in_throttles_forgotten_at"), ["forgotten_at"])
        batch_op.create_index("ix_sign_in_throttles_passing", ["lasting", "id"])
    # Never made anew: sessions refer to it.
    with op.batch_alter_table("credentials", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "known_browsers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credentials.id"], name=op.f("fk_known_browsers_credential_id_credentials")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browsers")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_known_browsers_secret_sha256")),
    )
    for name in ("credential_id", "previous_sha256", "used_at"):
        op.create_index(op.f(f"ix_known_browsers_{name}"), "known_browsers", [name])
    op.create_table(
        "sign_in_tallies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_in_tallies_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tallies")),
        sa.UniqueConstraint("day", "key", name=op.f("uq_sign_in_tallies_day_key")),
    )


def downgrade():
    op.drop_table("sign_in_tallies")
    for name in ("used_at", "previous_sha256", "credential_id"):
        op.drop_index(op.f(f"ix_known_browsers_{name}"), table_name="known_browsers")
    op.drop_table("known_browsers")
    with op.batch_alter_table("credentials", recreate="never") as batch_op:
        batch_op.drop_column("proved_at")
    with op.batch_alter_table("sign_in_throttles") as batch_op:
        batch_op.drop_index("ix_sign_in_throttles_passing")
        batch_op.drop_index(op.f("ix_sign_in_throttles_forgotten_at"))
        batch_op.add_column(sa.Column("last_failure_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_LAST_FAILURE[op.get_bind().dialect.name])
    with op.batch_alter_table("sign_in_throttles") as batch_op:
        batch_op.alter_column("last_failure_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column("lasting")
        batch_op.drop_column("forgotten_at")
