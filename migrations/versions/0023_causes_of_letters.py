"""What each letter is about, whatever that is: its kind, the row that caused it, what it keeps of it to say."""

import sqlalchemy as sa
from alembic import op

revision = "0023_causes_of_letters"
down_revision = "0022_unlocks"
branch_labels = None
depends_on = None

NAMED = (("kind", 30), ("cause_kind", 30), ("reference", 24), ("name", 60))
OF_NOTICES = """
UPDATE letters SET cause_kind = 'notices', cause_id = notices.id, reference = notices.public_id,
    name = notices.public_id || '.' || dispatches.public_id,
    kind = CASE WHEN notices.medical_paper_id IS NOT NULL THEN 'confidential' ELSE notices.event END
FROM dispatches JOIN notices ON notices.id = dispatches.notice_id
WHERE dispatches.id = letters.dispatch_id
"""
OF_DESIGNATIONS = """
UPDATE letters SET cause_kind = 'designations', cause_id = designations.id, reference = designations.public_id,
    name = designations.public_id || '.' || letters.public_id, kind = 'designation'
FROM designations WHERE designations.id = letters.designation_id
"""
#: Who made each designation, as its letter names them: what the context of the letter keeps.
BY = """
SELECT letters.id, people.given_name, people.family_name
FROM letters JOIN designations ON designations.id = letters.designation_id
JOIN invitations ON invitations.id = designations.invitation_id
JOIN people ON people.id = invitations.invited_by_id
"""


def upgrade():
    with op.batch_alter_table("letters", recreate="never") as batch:
        for name, length in NAMED:
            batch.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        batch.add_column(sa.Column("cause_id", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("context", sa.JSON(), nullable=False, server_default="{}"))
    op.execute(OF_NOTICES)
    op.execute(OF_DESIGNATIONS)
    _keep_who_designated(op.get_bind())
    with op.batch_alter_table("letters") as batch:
        batch.drop_constraint(batch.f("ck_letters_one_cause"), type_="check")
        batch.drop_index(batch.f("ix_letters_designation_id"))
        batch.drop_constraint(batch.f("fk_letters_designation_id_designations"), type_="foreignkey")
        batch.drop_column("designation_id")
        for name, length in NAMED:
            batch.alter_column(
                name, existing_type=sa.String(length=length), existing_nullable=False, server_default=None
            )
        batch.alter_column("cause_id", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        batch.alter_column("context", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
        batch.create_index("ix_letters_cause", ["cause_kind", "cause_id"])
        batch.create_check_constraint(
            batch.f("ck_letters_carries_a_notice"), "(dispatch_id IS NOT NULL) = (cause_kind = 'notices')"
        )
    _forbid_deleting()


def downgrade():
    _allow_deleting()
    # What is about anything else cannot be said as before.
    op.execute("DELETE FROM letters WHERE cause_kind NOT IN ('notices', 'designations')")
    with op.batch_alter_table("letters", recreate="never") as batch:
        batch.add_column(sa.Column("designation_id", sa.Integer(), nullable=True))
    op.execute("UPDATE letters SET designation_id = cause_id WHERE cause_kind = 'designations'")
    with op.batch_alter_table("letters") as batch:
        batch.drop_constraint(batch.f("ck_letters_carries_a_notice"), type_="check")
        batch.drop_index("ix_letters_cause")
        for name in (*dict(NAMED), "cause_id", "context"):
            batch.drop_column(name)
        batch.create_foreign_key(
            batch.f("fk_letters_designation_id_designations"), "designations", ["designation_id"], ["id"]
        )
        batch.create_index(batch.f("ix_letters_designation_id"), ["designation_id"], unique=False)
        batch.create_check_constraint(
            batch.f("ck_letters_one_cause"), "(dispatch_id IS NULL) <> (designation_id IS NULL)"
        )
    _forbid_deleting()


def _keep_who_designated(connection):
    letters = sa.table("letters", sa.column("id"), sa.column("context", sa.JSON()))
    connection.execute(letters.update().where(sa.text("designation_id IS NOT NULL")), {"context": {"by": ""}})
    for letter_id, given_name, family_name in connection.execute(sa.text(BY)).all():
        kept = letters.update().where(letters.c.id == letter_id)
        connection.execute(kept, {"context": {"by": f"{given_name} {family_name}"}})


def _forbid_deleting():
    """A table that SQLite makes anew leaves its trigger behind."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE letters ENABLE TRIGGER letters_no_change")
        return
    op.execute(
        "CREATE TRIGGER letters_no_delete BEFORE DELETE ON letters "
        "BEGIN SELECT RAISE(ABORT, 'rows of letters are never changed: see the journal''s chain'); END"
    )


def _allow_deleting():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE letters DISABLE TRIGGER letters_no_change")
    else:
        op.execute("DROP TRIGGER letters_no_delete")
