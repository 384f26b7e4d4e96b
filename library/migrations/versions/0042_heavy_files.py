"""File sizes as big integers: files may be larger than 2 GB."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_COUNTS = (("source_file", "bytes"), ("derivative", "bytes"))


def upgrade() -> None:
    for table, column in _COUNTS:
        with op.batch_alter_table(table) as rows:
            rows.alter_column(column, existing_type=sa.Integer(), type_=sa.BigInteger())


def downgrade() -> None:
    for table, column in _COUNTS:
        with op.batch_alter_table(table) as rows:
            rows.alter_column(column, existing_type=sa.BigInteger(), type_=sa.Integer())
