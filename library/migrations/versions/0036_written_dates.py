"""Dates stored as written, with their range of years."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("item") as item:
        item.add_column(sa.Column("date_text", sa.String(), nullable=True))
        item.add_column(sa.Column("earliest", sa.Integer(), nullable=True))
        item.add_column(sa.Column("latest", sa.Integer(), nullable=True))
    op.execute("UPDATE item SET earliest = year, latest = year")


def downgrade() -> None:
    with op.batch_alter_table("item") as item:
        item.drop_column("latest")
        item.drop_column("earliest")
        item.drop_column("date_text")
