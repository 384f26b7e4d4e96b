"""Physical copies, and items that are parts of others."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_CONDITIONS = ("good", "worn", "damaged", "incomplete", "lost")


def upgrade() -> None:
    op.create_table(
        "holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("call_number", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("condition", _condition(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_holding_item_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
        sa.UniqueConstraint("item_id", "place", name=op.f("uq_holding_item_id_place")),
    )
    with op.batch_alter_table("item") as item:
        item.add_column(sa.Column("part_of", sa.String(), nullable=True))
        item.create_foreign_key(
            op.f("fk_item_part_of_item"), "item", ["part_of"], ["id"], ondelete="SET NULL"
        )
        item.create_index(op.f("ix_item_part_of"), ["part_of"])


def downgrade() -> None:
    with op.batch_alter_table("item") as item:
        item.drop_index(op.f("ix_item_part_of"))
        item.drop_constraint(op.f("fk_item_part_of_item"), type_="foreignkey")
        item.drop_column("part_of")
    op.drop_table("holding")


def _condition() -> sa.Enum:
    return sa.Enum(
        *_CONDITIONS, name="condition", native_enum=False, create_constraint=True, length=32
    )
