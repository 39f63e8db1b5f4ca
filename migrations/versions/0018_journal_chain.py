"""Chain the journal, the papers, the notices, their sendings and openings, and forbid to change them.

What is there is sealed as it stands: the chain proves nothing of what happened to it before.

Revision ID: 0018_journal_chain
Revises: 0017_alarms
"""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0018_journal_chain"
down_revision = "0017_alarms"

#: As tools/verify_journal.py says them on this day: `name!` is an instant, `name:` a day, `name*` JSON.
TABLES = {
    "audit_entries": (
        "id at! day: action actor_kind actor_id actor_name employer_id person_id file_id document_id medical_paper_id "
        "details*"
    ),
    "documents": (
        "id public_id employer_id file_id kind category title issued_on: deposited_on: review_days channel sha256 size "
        "pages recorded_at!"
    ),
    "medical_papers": (
        "id public_id employer_id file_id kind category issued_on: deposited_on: sha256 size pages recorded_at!"
    ),
    "notices": (
        "id public_id external_id content_digest event employer_id document_id medical_paper_id imputation_id "
        "issued_on: channel rule rule_version ruling* decided_at!"
    ),
    "dispatches": (
        "id public_id notice_id recipient_key recipient_kind recipient person_id paper_recipient_id channel rule state "
        "settled_at!"
    ),
    "outgoing_emails": (
        "id public_id kind message_id dispatch_id person_id employer_id to_address state created_at! settled_at! "
        "server_answer"
    ),
    "letters": (
        "id public_id dispatch_id employer_id address* enclosure_sha256 enclosure_pages state created_at! sha256 "
        "pages written_at! failure"
    ),
    "document_openings": "id document_id person_id opened_at! way",
    "medical_openings": "id medical_paper_id person_id opened_at! way",
}
CARRYING = ("outgoing_emails", "letters")
#: What never changes once written, and what changes but is never taken away.
NEVER_CHANGED = (
    "audit_entries",
    "journal_links",
    "documents",
    "medical_papers",
    "notices",
    "document_openings",
    "medical_openings",
)
NEVER_DELETED = ("dispatches", "outgoing_emails", "letters")
WRITTEN = {
    "sqlite": {"!": "replace({0}, ' ', 'T') || 'Z'"},
    "postgresql": {
        "!": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        ":": "to_char({0}, 'YYYY-MM-DD')",
        "*": "CAST({0} AS text)",
    },
}
CHUNK = 1000


def upgrade():
    op.create_table(
        "journal_links",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal_links")),
    )
    op.create_table(
        "journal_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_checks")),
    )
    _seal(op.get_bind())
    op.create_index("ix_journal_links_row", "journal_links", ["row_id", "subject"])
    op.create_index("ix_journal_checks_full", "journal_checks", ["is_full", "id"])
    for statement in _forbidding[op.get_bind().dialect.name]():
        op.execute(statement)


def downgrade():
    for statement in _allowing[op.get_bind().dialect.name]():
        op.execute(statement)
    op.drop_index("ix_journal_checks_full", table_name="journal_checks")
    op.drop_index("ix_journal_links_row", table_name="journal_links")
    op.drop_table("journal_checks")
    op.drop_table("journal_links")


def _seal(connection):
    sequence, before = 0, "0" * 64
    links = sa.table("journal_links", *map(sa.column, ("sequence", "subject", "row_id", "digest", "hash")))
    for name, columns in TABLES.items():
        last = 0
        while rows := _rows(connection, name, columns, last):
            made = []
            for row in rows:
                sequence, last = sequence + 1, row[0]
                form = json.dumps([name, *row], separators=(",", ":"))
                digest = sha256(form.encode()).hexdigest()
                before = sha256(f"{before} {sequence} {name} {last} {digest}".encode()).hexdigest()
                made.append({"sequence": sequence, "subject": name, "row_id": last, "digest": digest, "hash": before})
            connection.execute(links.insert(), made)


def _rows(connection, name, columns, last):
    written = WRITTEN[connection.dialect.name]
    chosen = [sa.literal_column(written.get(one[-1], "{0}").format(one.rstrip("!:*"))) for one in columns.split()]
    rows = sa.select(*chosen).select_from(sa.table(name)).where(sa.column("id") > last)
    if name in CARRYING:
        rows = rows.where(sa.column("dispatch_id").is_not(None))
    return connection.execute(rows.order_by(sa.column("id")).limit(CHUNK)).all()


def _sqlite_forbidding():
    for ways, tables in ((("update", "delete"), NEVER_CHANGED), (("delete",), NEVER_DELETED)):
        for table in tables:
            for way in ways:
                yield (
                    f"CREATE TRIGGER {table}_no_{way} BEFORE {way.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed: see the journal''s chain'); END"
                )


def _sqlite_allowing():
    for ways, tables in ((("update", "delete"), NEVER_CHANGED), (("delete",), NEVER_DELETED)):
        yield from (f"DROP TRIGGER {table}_no_{way}" for table in tables for way in ways)


def _postgresql_forbidding():
    yield (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'rows of % are never changed: see the journal''s chain', TG_TABLE_NAME; END $$"
    )
    for ways, tables in (("UPDATE OR DELETE", NEVER_CHANGED), ("DELETE", NEVER_DELETED)):
        for table in tables:
            yield (
                f"CREATE TRIGGER {table}_no_change BEFORE {ways} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            yield (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def _postgresql_allowing():
    for table in (*NEVER_CHANGED, *NEVER_DELETED):
        yield f"DROP TRIGGER {table}_no_truncate ON {table}"
        yield f"DROP TRIGGER {table}_no_change ON {table}"
    yield "DROP FUNCTION refuse_change()"


_forbidding = {"sqlite": _sqlite_forbidding, "postgresql": _postgresql_forbidding}
_allowing = {"sqlite": _sqlite_allowing, "postgresql": _postgresql_allowing}
