"""Year in which an asset was put to use, if it differs from the year of acquisition."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("asset") as asset:
        asset.add_column(sa.Column("used_from", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("asset") as asset:
        asset.drop_column("used_from")
