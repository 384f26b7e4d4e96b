"""Costs of assets above 2.1 thousand million đồng, which PostgreSQL refused as INTEGER."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("asset") as table:
        table.alter_column("cost", type_=sa.BigInteger(), existing_type=sa.Integer())


def downgrade() -> None:
    with op.batch_alter_table("asset") as table:
        table.alter_column("cost", type_=sa.Integer(), existing_type=sa.BigInteger())
