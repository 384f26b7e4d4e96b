"""Queue of pages with low OCR confidence."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page", sa.Column("passed", sa.DateTime(), nullable=True))
    op.create_index(op.f("ix_page_quality"), "page", ["quality"])


def downgrade() -> None:
    op.drop_index(op.f("ix_page_quality"), "page")
    op.drop_column("page", "passed")
