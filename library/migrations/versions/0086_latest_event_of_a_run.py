"""Time of the latest stored event of each run of a public computer."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0083"
branch_labels = None
depends_on = None

_FILL = """
UPDATE device_boot SET latest = ends.latest
FROM (SELECT boot_id, max(mono) AS latest FROM device_event GROUP BY boot_id) AS ends
WHERE ends.boot_id = device_boot.id
"""


def upgrade() -> None:
    latest = sa.Column("latest", sa.BigInteger(), nullable=False, server_default="-1")
    op.add_column("device_boot", latest)
    op.execute(_FILL)
    with op.batch_alter_table("device_boot") as boot:
        boot.alter_column("latest", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("device_boot") as boot:
        boot.drop_column("latest")
