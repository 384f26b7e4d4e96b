"""Batch edits: one misreading corrected in a whole collection, in portions."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_STATES = ("finding", "found", "correcting", "corrected", "undoing", "undone", "given-up")


def upgrade() -> None:
    op.create_table(
        "sweep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("meant", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *_STATES, name="sweep_state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("looked_to", sa.Integer(), nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep")),
        sa.UniqueConstraint("batch", name=op.f("uq_sweep_batch")),
    )
    op.create_index("ix_sweep_state", "sweep", ["state"])
    op.create_table(
        "sweep_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sweep_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("corrected", sa.Boolean(), nullable=True),
        _leads("sweep_id", "sweep"),
        _leads("page_id", "page"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_place")),
        sa.UniqueConstraint(
            "sweep_id", "page_id", "place", name=op.f("uq_sweep_place_sweep_id_page_id_place")
        ),
    )
    op.create_index("ix_sweep_place_page_id", "sweep_place", ["page_id"])


def downgrade() -> None:
    op.drop_table("sweep_place")
    op.drop_table("sweep")


def _leads(column: str, to: str) -> sa.ForeignKeyConstraint:
    named = op.f(f"fk_sweep_place_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=named, ondelete="CASCADE")
