"""Events of public computers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device", sa.Column("speaking_boot", sa.Integer(), nullable=True))
    op.create_table(
        "device_boot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("boot", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.BigInteger(), nullable=True),
        sa.Column("skew", sa.BigInteger(), nullable=True),
        sa.Column("spoken", sa.BigInteger(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("heard", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_boot_device_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_boot")),
        sa.UniqueConstraint("device_id", "boot", name=op.f("uq_device_boot_device_id_boot")),
    )
    op.create_table(
        "device_event",
        sa.Column("boot_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("wall", sa.BigInteger(), nullable=False),
        sa.Column("mono", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.LargeBinary(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["boot_id"], ["device_boot.id"], name=op.f("fk_device_event_boot_id")
        ),
        sa.PrimaryKeyConstraint("boot_id", "event", name=op.f("pk_device_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "usage_due",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_usage_due_device_id")),
        sa.PrimaryKeyConstraint("device_id", "day", name=op.f("pk_usage_due")),
    )


def downgrade() -> None:
    op.drop_table("usage_due")
    op.drop_table("device_event")
    op.drop_table("device_boot")
    with op.batch_alter_table("device") as device:
        device.drop_column("speaking_boot")
