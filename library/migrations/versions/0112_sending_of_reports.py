"""Sending of registered reports: the file as it left, its checksum, and the answer."""

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0110"
branch_labels = None
depends_on = None
old_code_survives = True  # it sends no report


def upgrade() -> None:
    op.add_column("report", sa.Column("sending", sa.JSON))
    op.add_column("report", sa.Column("sent_file", sa.LargeBinary))


def downgrade() -> None:
    with op.batch_alter_table("report") as table:
        table.drop_column("sent_file")
        table.drop_column("sending")
