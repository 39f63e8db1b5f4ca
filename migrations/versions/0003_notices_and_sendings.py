"""Notices, dispatches, alerts, and the outboxes of e-mail and of letters."""

import sqlalchemy as sa
from alembic import op

revision = "0003_notices_and_sendings"
down_revision = "0002_files_and_documents"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "letter_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_on", sa.Date(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_batches")),
        sa.UniqueConstraint("batch_on", name=op.f("uq_letter_batches_batch_on")),
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
        sa.UniqueConstraint("name", name=op.f("uq_workers_name")),
    )
    op.create_index(op.f("ix_workers_seen_at"), "workers", ["seen_at"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "external_id",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=12), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("medical_paper_id", sa.Integer(), nullable=True),
        sa.Column("imputation_id", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("rule_version", sa.String(length=20), nullable=False),
        sa.Column("ruling", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("channel IN ('electronic', 'post', 'held')", name=op.f("ck_notices_channel")),
        sa.CheckConstraint(
            "(document_id IS NOT NULL AND medical_paper_id IS NULL AND imputation_id IS NULL) OR (document_id IS NULL AND medical_paper_id IS NOT NULL AND imputation_id IS NULL) OR (document_id IS NULL AND medical_paper_id IS NULL AND imputation_id IS NOT NULL)",
            name=op.f("ck_notices_one_subject"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_notices_document_id_documents")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_notices_employer_id_employers")),
        sa.ForeignKeyConstraint(
            ["imputation_id"], ["imputations.id"], name=op.f("fk_notices_imputation_id_imputations")
        ),
        sa.ForeignKeyConstraint(
            ["medical_paper_id"], ["medical_papers.id"], name=op.f("fk_notices_medical_paper_id_medical_papers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("document_id", name=op.f("uq_notices_document_id")),
        sa.UniqueConstraint("external_id", name=op.f("uq_notices_external_id")),
        sa.UniqueConstraint("imputation_id", name=op.f("uq_notices_imputation_id")),
        sa.UniqueConstraint("medical_paper_id", name=op.f("uq_notices_medical_paper_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notices_public_id")),
    )
    op.create_index(op.f("ix_notices_decided_at"), "notices", ["decided_at"], unique=False)
    op.create_index("ix_notices_employer", "notices", ["employer_id", "decided_at"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_alerts_employer_id_employers")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_alerts_notice_id_notices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_employer_id"), "alerts", ["employer_id"], unique=False)
    op.create_index(op.f("ix_alerts_notice_id"), "alerts", ["notice_id"], unique=False)
    op.create_index(
        "ix_alerts_open",
        "alerts",
        ["code", "raised_at"],
        unique=False,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "dispatches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("recipient_key", sa.String(length=40), nullable=False),
        sa.Column("recipient_kind", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("paper_recipient_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("channel IN ('electronic', 'post', 'held')", name=op.f("ck_dispatches_channel")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_dispatches_notice_id_notices")),
        sa.ForeignKeyConstraint(
            ["paper_recipient_id"],
            ["paper_recipients.id"],
            name=op.f("fk_dispatches_paper_recipient_id_paper_recipients"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_dispatches_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
        sa.UniqueConstraint("notice_id", "recipient_key", name=op.f("uq_dispatches_notice_id_recipient_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_dispatches_public_id")),
    )
    op.create_index(op.f("ix_dispatches_person_id"), "dispatches", ["person_id"], unique=False)
    op.create_index("ix_dispatches_state", "dispatches", ["state", "id"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("enclosure_sha256", sa.String(length=64), nullable=True),
        sa.Column("enclosure_pages", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'written', 'failed')", name=op.f("ck_letters_state")),
        sa.ForeignKeyConstraint(["batch_id"], ["letter_batches.id"], name=op.f("fk_letters_batch_id_letter_batches")),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatches.id"], name=op.f("fk_letters_dispatch_id_dispatches")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_letters_employer_id_employers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("dispatch_id", name=op.f("uq_letters_dispatch_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_letters_public_id")),
    )
    op.create_index("ix_letters_batch", "letters", ["batch_id", "id"], unique=False)
    op.create_index(op.f("ix_letters_employer_id"), "letters", ["employer_id"], unique=False)
    op.create_index(
        "ix_letters_waiting",
        "letters",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "outgoing_emails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("server_answer", sa.String(length=500), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_outgoing_emails_state")),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatches.id"], name=op.f("fk_outgoing_emails_dispatch_id_dispatches")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_outgoing_emails_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outgoing_emails_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_emails")),
        sa.UniqueConstraint("dispatch_id", name=op.f("uq_outgoing_emails_dispatch_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_emails_message_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outgoing_emails_public_id")),
    )
    op.create_index(op.f("ix_outgoing_emails_person_id"), "outgoing_emails", ["person_id"], unique=False)
    op.create_index(
        "ix_outgoing_emails_waiting",
        "outgoing_emails",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade():
    op.drop_index(
        "ix_outgoing_emails_waiting",
        table_name="outgoing_emails",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_outgoing_emails_person_id"), table_name="outgoing_emails")
    op.drop_table("outgoing_emails")
    op.drop_index(
        "ix_letters_waiting",
        table_name="letters",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_letters_employer_id"), table_name="letters")
    op.drop_index("ix_letters_batch", table_name="letters")
    op.drop_table("letters")
    op.drop_index("ix_dispatches_state", table_name="dispatches")
    op.drop_index(op.f("ix_dispatches_person_id"), table_name="dispatches")
    op.drop_table("dispatches")
    op.drop_index(
        "ix_alerts_open",
        table_name="alerts",
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_index(op.f("ix_alerts_notice_id"), table_name="alerts")
    op.drop_index(op.f("ix_alerts_employer_id"), table_name="alerts")
    op.drop_table("alerts")
    op.drop_index("ix_notices_employer", table_name="notices")
    op.drop_index(op.f("ix_notices_decided_at"), table_name="notices")
    op.drop_table("notices")
    op.drop_index(op.f("ix_workers_seen_at"), table_name="workers")
    op.drop_table("workers")
    op.drop_table("letter_batches")
