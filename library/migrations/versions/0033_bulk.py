"""Bulk changes: selections, planned changes and results."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_selection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_selection")),
    )
    op.create_index("ix_bulk_selection_made", "bulk_selection", ["made"])
    op.create_table(
        "bulk_change",
        sa.Column("id", sa.Integer(), nullable=False),
        _one_of("kind", "change_kind", "sheet field move send publish withdraw records"),
        _one_of("state", "change_state", "planned applied undone"),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("planned", sa.DateTime(), nullable=False),
        sa.Column("planned_by", sa.String(), nullable=False),
        sa.Column("applied", sa.DateTime(), nullable=True),
        sa.Column("applied_by", sa.String(), nullable=True),
        sa.Column("undone", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_change")),
    )
    op.create_index("ix_bulk_change_planned", "bulk_change", ["planned"])
    op.create_table(
        "bulk_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        _one_of("verdict", "verdict", "change new clash refused"),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["bulk_change.id"],
            name=op.f("fk_bulk_line_change_id_bulk_change"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_line")),
    )
    op.create_index("ix_bulk_line_change_id_verdict", "bulk_line", ["change_id", "verdict"])
    op.create_index("ix_bulk_line_item_id", "bulk_line", ["item_id"])


def downgrade() -> None:
    for table in ("bulk_line", "bulk_change", "bulk_selection"):
        op.drop_table(table)


def _one_of(column: str, name: str, words: str) -> sa.Column:
    kind = sa.Enum(*words.split(), name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(column, kind, nullable=False)
