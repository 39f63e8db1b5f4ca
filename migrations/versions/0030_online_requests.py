"""Online requests: drafts with their revisions, secrets and attachments; filings, which never change; their history.

Revision ID: 0030_online_requests
Revises: 0029_messages
"""

import sqlalchemy as sa
from alembic import op

revision = "0030_online_requests"
down_revision = "0029_messages"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "online_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=30), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=25), nullable=False),
        sa.Column("turn", sa.String(length=12), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column(
            "office",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("twin_reason", sa.String(length=500), nullable=False),
        sa.Column(
            "search_name",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("assigned_to", sa.String(length=200), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'filed', 'acknowledged', 'in_hand', 'waiting_for_employer', 'closed', 'discarded', 'taken_back', 'discontinued', 'transmission_failed')",
            name=op.f("ck_online_requests_state"),
        ),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_online_requests_changed_by_id_people")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_online_requests_created_by_id_people")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_online_requests_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["compensation_files.id"], name=op.f("fk_online_requests_file_id_compensation_files")
        ),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=op.f("fk_online_requests_firm_id_firms")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["online_requests.id"], name=op.f("fk_online_requests_supersedes_id_online_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_requests")),
        sa.UniqueConstraint("public_id", name=op.f("uq_online_requests_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_online_requests_reference")),
    )
    op.create_index("ix_online_requests_desk", "online_requests", ["turn", "office", "state_at", "id"], unique=False)
    op.create_index(
        "ix_online_requests_employer",
        "online_requests",
        ["employer_id", "service", "turn", "changed_at", "id"],
        unique=False,
    )
    op.create_index("ix_online_requests_file", "online_requests", ["file_id", "employer_id"], unique=False)
    op.create_index("ix_online_requests_name", "online_requests", ["employer_id", "search_name", "id"], unique=False)
    op.create_index("ix_online_requests_state", "online_requests", ["state", "state_at"], unique=False)
    op.create_index(
        "uq_online_requests_only_one",
        "online_requests",
        ["employer_id", "form", "subject"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('filed', 'acknowledged', 'in_hand', 'waiting_for_employer') AND twin_reason = '' AND subject <> ''"
        ),
        postgresql_where=sa.text(
            "state IN ('filed', 'acknowledged', 'in_hand', 'waiting_for_employer') AND twin_reason = '' AND subject <> ''"
        ),
    )
    op.create_table(
        "filings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.Column("calculation", sa.JSON(), nullable=True),
        sa.Column("receipt_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["filed_by_id"], ["people.id"], name=op.f("fk_filings_filed_by_id_people")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandates.id"], name=op.f("fk_filings_mandate_id_mandates")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["online_requests.id"], name=op.f("fk_filings_request_id_online_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
        sa.UniqueConstraint("reference", name=op.f("uq_filings_reference")),
        sa.UniqueConstraint("request_id", name=op.f("uq_filings_request_id")),
    )
    op.create_index(op.f("ix_filings_filed_at"), "filings", ["filed_at"], unique=False)
    op.create_table(
        "request_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("external", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["online_requests.id"], name=op.f("fk_request_events_request_id_online_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_events")),
        sa.UniqueConstraint("external", name=op.f("uq_request_events_external")),
    )
    op.create_index("ix_request_events_request", "request_events", ["request_id", "id"], unique=False)
    op.create_table(
        "request_pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("side IN ('employer', 'medical')", name=op.f("ck_request_pieces_side")),
        sa.CheckConstraint("state IN ('clean', 'absent', 'pending', 'infected')", name=op.f("ck_request_pieces_state")),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_request_pieces_added_by_id_people")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["online_requests.id"], name=op.f("fk_request_pieces_request_id_online_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_pieces")),
        sa.UniqueConstraint("public_id", name=op.f("uq_request_pieces_public_id")),
    )
    op.create_index("ix_request_pieces_request", "request_pieces", ["request_id", "id"], unique=False)
    op.create_table(
        "request_presences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_request_presences_person_id_people")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["online_requests.id"], name=op.f("fk_request_presences_request_id_online_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_presences")),
        sa.UniqueConstraint("request_id", "person_id", name=op.f("uq_request_presences_request_id_person_id")),
    )
    op.create_table(
        "request_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_request_revisions_person_id_people")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["online_requests.id"], name=op.f("fk_request_revisions_request_id_online_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_revisions")),
        sa.UniqueConstraint("request_id", "revision", name=op.f("uq_request_revisions_request_id_revision")),
    )
    op.create_table(
        "request_secrets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["online_requests.id"], name=op.f("fk_request_secrets_request_id_online_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_secrets")),
        sa.UniqueConstraint("request_id", "field", name=op.f("uq_request_secrets_request_id_field")),
    )


def downgrade():
    for table in (
        "request_secrets",
        "request_revisions",
        "request_presences",
        "request_pieces",
        "request_events",
        "filings",
        "online_requests",
    ):
        op.drop_table(table)
