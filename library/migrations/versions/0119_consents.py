"""Conditions of a community on reading an item, consents, requests to withdraw, silences."""

import sqlalchemy as sa
from alembic import op

revision = "0119"
down_revision = "0118"
branch_labels = None
depends_on = None
old_code_survives = False  # it would open what a community closed


def upgrade() -> None:
    op.add_column("item", sa.Column("conditions", sa.String))


def downgrade() -> None:
    op.execute("UPDATE item SET access = 'staff' WHERE conditions IS NOT NULL")
    op.drop_column("item", "conditions")
