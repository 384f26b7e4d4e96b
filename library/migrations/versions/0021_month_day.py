"""Month and day of an item's date, indexed for anniversaries."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item", sa.Column("month_day", sa.String(), nullable=True))
    op.create_index("ix_item_month_day", "item", ["month_day"])
    op.execute("UPDATE item SET month_day = substr(date, 6) WHERE length(date) = 10")


def downgrade() -> None:
    op.drop_index("ix_item_month_day", "item")
    op.drop_column("item", "month_day")
