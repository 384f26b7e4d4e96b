"""Runs know who delivered them; input outside sessions is measured, printed pages are counted.

No client ever sent printed pages, so the column held zeros that nobody had measured.
"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0052"
branch_labels = None
depends_on = None

_MEASURED = ("computer_day", "point_day", "point_month")
_PRINT_COUNT = 9
"""Kind of the event that no client sent."""


def upgrade() -> None:
    for name in _MEASURED:
        with op.batch_alter_table(name) as table:
            table.drop_column("pages_printed")
            table.add_column(sa.Column("outside_seconds", sa.Integer(), nullable=True))
    restatement = sa.table("restatement", sa.column("measure"))
    op.execute(restatement.delete().where(restatement.c.measure == "pages_printed"))
    event = sa.table("device_event", sa.column("kind"))
    op.execute(event.delete().where(event.c.kind == _PRINT_COUNT))
    op.add_column("tally", sa.Column("prints", sa.Integer(), nullable=True))
    op.add_column("item_use", sa.Column("earlier_session", sa.String(), nullable=True))
    with op.batch_alter_table("device_boot") as table:
        table.add_column(sa.Column("delivered_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("delivered_offset", sa.BigInteger(), nullable=True))
        table.add_column(
            sa.Column("undated", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_foreign_key(
            op.f("fk_device_boot_delivered_by"), "device_boot", ["delivered_by"], ["id"]
        )
        table.create_index(op.f("ix_device_boot_delivered_by"), ["delivered_by"])


def downgrade() -> None:
    with op.batch_alter_table("device_boot") as table:
        table.drop_index(op.f("ix_device_boot_delivered_by"))
        table.drop_constraint(op.f("fk_device_boot_delivered_by"), type_="foreignkey")
        for name in ("delivered_by", "delivered_offset", "undated"):
            table.drop_column(name)
    for name, column in (("tally", "prints"), ("item_use", "earlier_session")):
        with op.batch_alter_table(name) as table:
            table.drop_column(column)
    for name in _MEASURED:
        with op.batch_alter_table(name) as table:
            table.drop_column("outside_seconds")
            table.add_column(
                sa.Column("pages_printed", sa.Integer(), nullable=False, server_default="0")
            )
