"""Articles of newspaper pages as people corrected them."""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"
branch_labels = None
depends_on = None
old_code_survives = True  # it finds the articles itself


def upgrade() -> None:
    op.create_table(
        "article_list",
        sa.Column("page_id", sa.Integer, primary_key=True),
        sa.Column("articles", sa.JSON, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("saved", sa.DateTime, nullable=False),
        sa.Column("saved_by", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], ondelete="CASCADE"),
    )
