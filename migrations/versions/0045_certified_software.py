"""Certified software: products, what clinics authorise, assertions that were used, tokens.

Revision ID: 0045_certified_software
Revises: 0044_piece_contents
"""

import sqlalchemy as sa
from alembic import op

revision = "0045_certified_software"
down_revision = "0044_piece_contents"
branch_labels = None
depends_on = None

CURRENT = sa.text("superseded_at IS NULL")


def _interval(table, *columns):
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f(f"ck_{table}_interval")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _standing_once(table, *columns):
    op.create_index(
        f"uq_{table}_current",
        table,
        [*columns, "from_on"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )


def upgrade():
    _interval(
        "certified_products",
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("jwks", sa.JSON(), nullable=False),
    )
    _standing_once("certified_products", "client_id")
    _interval(
        "clinic_authorisations",
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column("scopes", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_clinic_authorisations_supplier_id_suppliers")
        ),
    )
    _standing_once("clinic_authorisations", "supplier_id", "client_id")
    op.create_table(
        "used_assertions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column("jti_sha256", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_assertions")),
        sa.UniqueConstraint("client_id", "jti_sha256", name=op.f("uq_used_assertions_client_id")),
    )
    op.create_index("ix_used_assertions_expires_at", "used_assertions", ["expires_at"])
    op.create_table(
        "access_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("authorisation_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.String(length=100), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authorisation_id"],
            ["clinic_authorisations.id"],
            name=op.f("fk_access_tokens_authorisation_id_clinic_authorisations"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["certified_products.id"], name=op.f("fk_access_tokens_product_id_certified_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_tokens")),
        sa.UniqueConstraint("sha256", name=op.f("uq_access_tokens_sha256")),
    )
    op.create_index("ix_access_tokens_expires_at", "access_tokens", ["expires_at"])


def downgrade():
    for table in ("access_tokens", "used_assertions", "clinic_authorisations", "certified_products"):
        op.drop_table(table)
