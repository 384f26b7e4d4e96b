"""Titles lose the points that one reader alone could have given them.

What was stored by visits cannot be told from one person with several sittings, and the single
uses behind it are gone: all such titles are counted for the province alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0108"
branch_labels = None
depends_on = None
old_code_survives = True  # it reads fewer points

_COUNTS = (
    "total_investigations, unique_investigations, total_requests, unique_requests",
    "sum(total_investigations), sum(unique_investigations), sum(total_requests), "
    "sum(unique_requests)",
)


def upgrade() -> None:
    days = sa.Column("point_days", sa.Integer, nullable=False, server_default="0")
    op.add_column("item_month", days)
    names, sums = _COUNTS
    op.execute(
        f"INSERT INTO item_month (month, item_id, inside, point_days, {names}) "  # noqa: S608
        f"SELECT month, item_id, inside, -1, {sums} FROM item_month "
        "WHERE open_day IS NULL GROUP BY month, item_id, inside"
    )
    op.execute("DELETE FROM item_month WHERE open_day IS NULL AND point_days = 0")
    op.execute("UPDATE item_month SET point_days = 0")
