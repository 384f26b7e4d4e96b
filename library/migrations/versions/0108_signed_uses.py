"""Signed uses of public computers, networks of their runs, causes of restatements."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0107"
branch_labels = None
depends_on = None
old_code_survives = True  # it judges no signature


def upgrade() -> None:
    for column in ("signed_from", "judged_from"):
        op.add_column("device", sa.Column(column, sa.DateTime))
    op.add_column("device", sa.Column("agent_key", sa.LargeBinary))
    judged_from = sa.table("device", sa.column("judged_from", sa.DateTime)).update()
    now = datetime.now(UTC).replace(tzinfo=None)  # what has arrived stays as it was counted
    op.execute(judged_from.values(judged_from=now))
    signed = sa.Column("signed", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("device_boot", signed)
    op.add_column("device_boot", sa.Column("network", sa.String))
    op.add_column("restatement", sa.Column("cause", sa.String))
    cause = sa.Column("cause", sa.String, nullable=False, server_default="events")
    op.add_column("usage_due", cause)
