"""Agents on public computers, which send events in addition to the page."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("device") as device:
        device.add_column(sa.Column("agent_hash", sa.String(), nullable=True))
        device.add_column(sa.Column("agent_boot", sa.Integer(), nullable=True))
        device.create_unique_constraint(op.f("uq_device_agent_hash"), ["agent_hash"])
    op.add_column(
        "device_boot",
        sa.Column("by_agent", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    with op.batch_alter_table("device_boot") as boot:
        boot.drop_column("by_agent")
    with op.batch_alter_table("device") as device:
        device.drop_constraint(op.f("uq_device_agent_hash"), type_="unique")
        device.drop_column("agent_boot")
        device.drop_column("agent_hash")
