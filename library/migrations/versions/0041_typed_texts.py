"""Original text of pages without an image, kept when corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page_text", sa.Column("as_read", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("page_text", "as_read")
