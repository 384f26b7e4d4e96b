"""Orientation of each page of a delivery, as found by the survey."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("surveyed_page") as table:
        table.add_column(sa.Column("turn", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("surveyed_page") as table:
        table.drop_column("turn")
