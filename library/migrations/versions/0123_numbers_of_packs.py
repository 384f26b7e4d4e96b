"""Number and time of the pack that was made last for a station."""

import sqlalchemy as sa
from alembic import op

revision = "0123"
down_revision = "0122"
branch_labels = None
depends_on = None
old_code_survives = True  # it counts from what the station said, as before


def upgrade() -> None:
    number = sa.Column("made_number", sa.Integer, nullable=False, server_default="0")
    op.add_column("station", number)
    op.add_column("station", sa.Column("made_state", sa.DateTime))


def downgrade() -> None:
    op.drop_column("station", "made_state")
    op.drop_column("station", "made_number")
