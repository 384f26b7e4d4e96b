"""Registration, price and source of physical copies, and stocktakes."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_TEXTS = ("shelf", "source", "acquired")


def upgrade() -> None:
    with op.batch_alter_table("holding") as table:
        table.add_column(sa.Column("registration", sa.String(), nullable=True))
        table.add_column(sa.Column("barcode", sa.String(), nullable=True))
        table.add_column(sa.Column("price", sa.Integer(), nullable=True))
        for name in _TEXTS:
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        table.create_unique_constraint(op.f("uq_holding_registration"), ["registration"])
        table.create_unique_constraint(op.f("uq_holding_barcode"), ["barcode"])
    op.create_table(
        "stocktake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("closed", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
    )
    op.create_table(
        "stocktake_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stocktake_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stocktake_id"],
            ["stocktake.id"],
            name=op.f("fk_stocktake_scan_stocktake_id_stocktake"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake_scan")),
        sa.UniqueConstraint(
            "stocktake_id", "code", name=op.f("uq_stocktake_scan_stocktake_id_code")
        ),
    )


def downgrade() -> None:
    op.drop_table("stocktake_scan")
    op.drop_table("stocktake")
    with op.batch_alter_table("holding") as table:
        table.drop_constraint(op.f("uq_holding_barcode"), type_="unique")
        table.drop_constraint(op.f("uq_holding_registration"), type_="unique")
        for name in ("registration", "barcode", "price", *_TEXTS):
            table.drop_column(name)
