"""Clinics: suppliers, professionals, people of the regional offices, and the tables that their forms are judged by.

Revision ID: 0036_clinics
Revises: 0035_requests_of_firms
"""

import sqlalchemy as sa
from alembic import op

revision = "0036_clinics"
down_revision = "0035_requests_of_firms"
branch_labels = None
depends_on = None

CURRENT = sa.text("superseded_at IS NULL")
KEYS = {
    "supplier_periods": ("supplier_id", "discipline"),
    "professionals": ("professional_order", "member_no", "title"),
    "office_people": ("office", "person"),
    "presence_codes": ("code",),
    "care_rates": ("discipline", "title", "kind", "place"),
    "care_limits": ("rule",),
}


def _sortable(length):
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def _words(**lengths):
    return [sa.Column(name, sa.String(length=length), nullable=False) for name, length in lengths.items()]


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
    op.create_index(
        f"uq_{table}_current",
        table,
        [*KEYS[table], "from_on"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )


def _one_of(table, name, *words):
    known = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{name} IN ({known})", name=op.f(f"ck_{table}_{name}"))


def upgrade():
    op.create_table(
        "suppliers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier_no", _sortable(20), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
        sa.UniqueConstraint("public_id", name=op.f("uq_suppliers_public_id")),
        sa.UniqueConstraint("supplier_no", name=op.f("uq_suppliers_supplier_no")),
    )
    _interval(
        "supplier_periods",
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        *_words(discipline=10, name=200),
        sa.Column("search_name", _sortable(200), nullable=False),
        *_words(email=254, address_line1=120, address_line2=120, city=80, province=40, postal_code=10),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_supplier_periods_supplier_id_suppliers")
        ),
        _one_of("supplier_periods", "discipline", "physio", "ergo"),
    )
    op.create_index(op.f("ix_supplier_periods_supplier_id"), "supplier_periods", ["supplier_id"])
    op.create_index(op.f("ix_supplier_periods_search_name"), "supplier_periods", ["search_name"])
    _interval(
        "professionals",
        *_words(professional_order=4),
        sa.Column("member_no", _sortable(20), nullable=False),
        *_words(title=30, given_name=80, family_name=80),
        sa.Column("search_name", _sortable(200), nullable=False),
        _one_of("professionals", "professional_order", "OPPQ", "OEQ"),
        _one_of("professionals", "title", "physiotherapist", "technologist", "occupational_therapist"),
    )
    op.create_index(op.f("ix_professionals_search_name"), "professionals", ["search_name"])
    _interval("office_people", *_words(office=80, person=40, given_name=80, family_name=80, email=254))
    _interval(
        "presence_codes",
        *_words(code=10, label=200, kind=10, place=10),
        sa.Column("enterable", sa.Boolean(), nullable=False),
        *_words(source=300),
        _one_of("presence_codes", "kind", "evaluation", "treatment", "absence"),
        _one_of("presence_codes", "place", "clinic", "home"),
    )
    _interval(
        "care_rates",
        *_words(discipline=10, title=30, kind=10, place=10),
        sa.Column("cents", sa.Integer(), nullable=False),
        *_words(source=300),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_care_rates_cents")),
    )
    _interval(
        "care_limits",
        *_words(rule=40),
        sa.Column("value", sa.Integer(), nullable=False),
        *_words(source=300),
    )


def downgrade():
    for table in reversed(KEYS):
        op.drop_table(table)
    op.drop_table("suppliers")
