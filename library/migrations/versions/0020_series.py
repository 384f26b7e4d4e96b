"""Series (newspaper, journal or set of books) of an item."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item", sa.Column("series", sa.String(), nullable=True))
    op.create_index("ix_item_series_date", "item", ["series", "date"])


def downgrade() -> None:
    op.drop_index("ix_item_series_date", "item")
    op.drop_column("item", "series")
