"""Employers, accounts, people and what each is for an employer."""

import sqlalchemy as sa
from alembic import op

revision = "0001_employers_and_people"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "employers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neq", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "search_name",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("attention", sa.String(length=120), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("address_line1", sa.String(length=120), nullable=False),
        sa.Column("address_line2", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("province", sa.String(length=40), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.CheckConstraint("length(neq) = 10", name=op.f("ck_employers_neq_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employers")),
        sa.UniqueConstraint("neq", name=op.f("uq_employers_neq")),
        sa.UniqueConstraint("public_id", name=op.f("uq_employers_public_id")),
    )
    op.create_index(op.f("ix_employers_search_name"), "employers", ["search_name"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=40), nullable=False),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("family_name", sa.String(length=80), nullable=False),
        sa.Column(
            "search_name",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("address_line1", sa.String(length=120), nullable=False),
        sa.Column("address_line2", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("province", sa.String(length=40), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("identifier", name=op.f("uq_people_identifier")),
        sa.UniqueConstraint("public_id", name=op.f("uq_people_public_id")),
    )
    op.create_index(op.f("ix_people_email"), "people", ["email"], unique=False)
    op.create_index(op.f("ix_people_search_name"), "people", ["search_name"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_public_id")),
        sa.UniqueConstraint("subject", name=op.f("uq_staff_subject")),
    )
    op.create_table(
        "access_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("granted_by", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("origin IN ('feed', 'portal')", name=op.f("ck_access_grants_origin")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_access_grants_interval")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_access_grants_employer_id_employers")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_access_grants_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grants")),
        sa.UniqueConstraint("public_id", name=op.f("uq_access_grants_public_id")),
    )
    op.create_index(op.f("ix_access_grants_employer_id"), "access_grants", ["employer_id"], unique=False)
    op.create_index(op.f("ix_access_grants_person_id"), "access_grants", ["person_id"], unique=False)
    op.create_index(
        "uq_access_grants_current",
        "access_grants",
        ["employer_id", "person_id", "space", "service", "granted_by", "from_on", "origin"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("space IN ('clicsequr', 'cnesst_codes', 'guichet_sst')", name=op.f("ck_accounts_space")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_accounts_interval")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_accounts_employer_id_employers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_index(op.f("ix_accounts_employer_id"), "accounts", ["employer_id"], unique=False)
    op.create_index(
        "uq_accounts_current",
        "accounts",
        ["employer_id", "space", "from_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "external_identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_external_identities_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_external_identities_issuer_subject")),
    )
    op.create_index(op.f("ix_external_identities_person_id"), "external_identities", ["person_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('rse', 'respondent', 'user', 'health_professional')", name=op.f("ck_memberships_role")
        ),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_memberships_interval")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_memberships_employer_id_employers")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_employer_id"), "memberships", ["employer_id"], unique=False)
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_index(
        "uq_memberships_current",
        "memberships",
        ["employer_id", "person_id", "space", "role", "from_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "paper_recipients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("attention", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("not_needed_reason", sa.String(length=300), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("address_line1", sa.String(length=120), nullable=False),
        sa.Column("address_line2", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("province", sa.String(length=40), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_paper_recipients_interval")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_paper_recipients_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_paper_recipients_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_recipients")),
        sa.UniqueConstraint("public_id", name=op.f("uq_paper_recipients_public_id")),
    )
    op.create_index(op.f("ix_paper_recipients_employer_id"), "paper_recipients", ["employer_id"], unique=False)
    op.create_index(op.f("ix_paper_recipients_person_id"), "paper_recipients", ["person_id"], unique=False)
    op.create_index(
        "uq_paper_recipients_current",
        "paper_recipients",
        ["employer_id", "name", "from_on", "person_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "paper_withdrawals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("withdrawal_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_paper_withdrawals_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["staff.id"], name=op.f("fk_paper_withdrawals_set_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_withdrawals")),
        sa.UniqueConstraint("public_id", name=op.f("uq_paper_withdrawals_public_id")),
    )
    op.create_index(op.f("ix_paper_withdrawals_employer_id"), "paper_withdrawals", ["employer_id"], unique=False)
    op.create_index(
        "uq_paper_withdrawals_current",
        "paper_withdrawals",
        ["employer_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "prior_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("letter", sa.String(length=300), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_prior_notices_employer_id_employers")),
        sa.ForeignKeyConstraint(["set_by_id"], ["staff.id"], name=op.f("fk_prior_notices_set_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prior_notices")),
        sa.UniqueConstraint("public_id", name=op.f("uq_prior_notices_public_id")),
    )
    op.create_index(op.f("ix_prior_notices_employer_id"), "prior_notices", ["employer_id"], unique=False)
    op.create_index(
        "uq_prior_notices_current",
        "prior_notices",
        ["employer_id", "given_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade():
    op.drop_index(
        "uq_prior_notices_current",
        table_name="prior_notices",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_prior_notices_employer_id"), table_name="prior_notices")
    op.drop_table("prior_notices")
    op.drop_index(
        "uq_paper_withdrawals_current",
        table_name="paper_withdrawals",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_paper_withdrawals_employer_id"), table_name="paper_withdrawals")
    op.drop_table("paper_withdrawals")
    op.drop_index(
        "uq_paper_recipients_current",
        table_name="paper_recipients",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_paper_recipients_person_id"), table_name="paper_recipients")
    op.drop_index(op.f("ix_paper_recipients_employer_id"), table_name="paper_recipients")
    op.drop_table("paper_recipients")
    op.drop_index(
        "uq_memberships_current",
        table_name="memberships",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_memberships_person_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_employer_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_external_identities_person_id"), table_name="external_identities")
    op.drop_table("external_identities")
    op.drop_index(
        "uq_accounts_current",
        table_name="accounts",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_accounts_employer_id"), table_name="accounts")
    op.drop_table("accounts")
    op.drop_index(
        "uq_access_grants_current",
        table_name="access_grants",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_access_grants_person_id"), table_name="access_grants")
    op.drop_index(op.f("ix_access_grants_employer_id"), table_name="access_grants")
    op.drop_table("access_grants")
    op.drop_table("staff")
    op.drop_index(op.f("ix_people_search_name"), table_name="people")
    op.drop_index(op.f("ix_people_email"), table_name="people")
    op.drop_table("people")
    op.drop_index(op.f("ix_employers_search_name"), table_name="employers")
    op.drop_table("employers")
