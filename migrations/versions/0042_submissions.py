"""What clinics send: submissions, the lines of attendance sheets, what was paid of them.

Revision ID: 0042_submissions
Revises: 0041_receipts_by_language
"""

import sqlalchemy as sa
from alembic import op

revision = "0042_submissions"
down_revision = "0041_receipts_by_language"
branch_labels = None
depends_on = None

STANDING = sa.text("state <> 'replaced'")


def _key(table, column, other):
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _states(table, *states):
    known = ", ".join(f"'{state}'" for state in states)
    return sa.CheckConstraint(f"state IN ({known})", name=op.f(f"ck_{table}_state"))


def upgrade():
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("discipline", sa.String(length=10), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("about_on", sa.Date(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        _states("submissions", "accepted", "delayed", "replaced", "cancelled"),
        _key("submissions", "supplier_id", "suppliers"),
        _key("submissions", "file_id", "compensation_files"),
        _key("submissions", "replaces_id", "submissions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submissions_public_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_submissions_replaces_id")),
        sa.UniqueConstraint("supplier_id", "key", name=op.f("uq_submissions_supplier_id_key")),
    )
    op.create_index("ix_submissions_care", "submissions", ["file_id", "supplier_id", "discipline", "id"])
    op.create_table(
        "attendance_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("discipline", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("place_of_care", sa.String(length=10), nullable=False),
        sa.Column("professional_order", sa.String(length=4), nullable=False),
        sa.Column("member_no", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        _states("attendance_lines", "accepted", "delayed", "replaced", "payable", "paid", "unpaid", "refused"),
        _key("attendance_lines", "submission_id", "submissions"),
        _key("attendance_lines", "file_id", "compensation_files"),
        _key("attendance_lines", "supplier_id", "suppliers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_lines")),
    )
    op.create_index("ix_attendance_lines_submission", "attendance_lines", ["submission_id", "place"])
    op.create_index(
        "uq_attendance_lines_standing",
        "attendance_lines",
        ["file_id", "supplier_id", "discipline", "day", "code"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "care_payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _states("care_payments", "paid", "unpaid", "refused"),
        sa.CheckConstraint("cents IS NULL OR cents >= 0", name=op.f("ck_care_payments_cents")),
        _key("care_payments", "line_id", "attendance_lines"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_payments")),
        sa.UniqueConstraint("line_id", "paid_on", "state", name=op.f("uq_care_payments_line_id")),
    )


def downgrade():
    op.drop_table("care_payments")
    op.drop_table("attendance_lines")
    op.drop_table("submissions")
