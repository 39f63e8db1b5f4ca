"""Simulations of a withdrawal that a worker plays, and what each employer would have met.

Revision ID: 0057_simulations
Revises: 0056_dates_of_cohorts
"""

import sqlalchemy as sa
from alembic import op

revision = "0057_simulations"
down_revision = "0056_dates_of_cohorts"
branch_labels = None
depends_on = None

COUNTS = ("notices", "on_screen", "no_reader", "held", "files", "letters_before", "letters_after")


def upgrade():
    op.create_table(
        "simulations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("withdrawal_on", sa.Date(), nullable=False),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.Column("employer_ids", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'playing', 'played', 'stopped', 'failed')", name=op.f("ck_simulations_state")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_simulations_asked_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_simulations_public_id")),
    )
    op.create_index(op.f("ix_simulations_state"), "simulations", ["state"])
    op.create_table(
        "simulated_effects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("simulation_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("losing", sa.JSON(), nullable=False),
        sa.Column("first_bad_on", sa.Date(), nullable=True),
        sa.CheckConstraint("part IN ('replayed', 'expected')", name=op.f("ck_simulated_effects_part")),
        sa.ForeignKeyConstraint(
            ["simulation_id"], ["simulations.id"], name=op.f("fk_simulated_effects_simulation_id_simulations")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_simulated_effects_employer_id_employers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulated_effects")),
    )
    op.create_index("ix_simulated_effects_simulation", "simulated_effects", ["simulation_id", "part", "employer_id"])
    op.create_index(op.f("ix_simulated_effects_employer_id"), "simulated_effects", ["employer_id"])


def downgrade():
    op.drop_table("simulated_effects")
    op.drop_table("simulations")
