"""Lives of public computers as dated rows; signed copies of reports."""

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"
branch_labels = None
depends_on = None
old_code_survives = False  # it reads the columns that go

_KINDS = ("enrolled", "renewed", "withdrawn", "returned", "retired", "replaced")
_ADD = """
INSERT INTO device_change (device_id, at, kind)
SELECT device_id, at, kind FROM (
  SELECT id AS device_id, enrolled AS at, 'enrolled' AS kind, 2 AS place FROM device
    WHERE enrolled IS NOT NULL
  UNION ALL SELECT device_id, since, 'withdrawn', 1 FROM device_absence
  UNION ALL SELECT device_id, until, 'returned', 3 FROM device_absence
  UNION ALL SELECT id, renewed, 'renewed', 4 FROM device
    WHERE renewed IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM device_absence a WHERE a.device_id = device.id AND a.until = device.renewed)
  UNION ALL SELECT id, revoked, 'withdrawn', 5 FROM device WHERE revoked IS NOT NULL
) AS life ORDER BY device_id, at, place
"""


def upgrade() -> None:
    options = {"native_enum": False, "create_constraint": True, "length": 32}
    op.create_table(
        "device_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("device_id", sa.Integer, sa.ForeignKey("device.id"), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("kind", sa.Enum(*_KINDS, name="device_change_kind", **options), nullable=False),
        sa.Column("successor_id", sa.Integer, sa.ForeignKey("device.id")),
        sa.Column("reason", sa.String),
        sa.Column("changed_by", sa.String),
    )
    op.create_index("ix_device_change_device_id_at", "device_change", ["device_id", "at"])
    op.execute(_ADD)
    op.execute(  # what the row of the revocation alone kept out
        "UPDATE device SET token_hash = NULL, agent_hash = NULL, agent_key = NULL "
        "WHERE revoked IS NOT NULL"
    )
    op.drop_table("device_absence")
    for column in ("enrolled", "renewed", "revoked"):
        op.drop_column("device", column)
    op.add_column("report", sa.Column("signed_copy", sa.JSON))
    op.add_column("report", sa.Column("signed_file", sa.LargeBinary))
