"""Source of a page in its delivery."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page", sa.Column("taken_from", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("page", "taken_from")
