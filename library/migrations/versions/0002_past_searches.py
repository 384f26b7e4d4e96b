"""Common past searches."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "past_search",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_past_search")),
    )
    op.create_index(op.f("ix_past_search_last_day"), "past_search", ["last_day"])


def downgrade() -> None:
    op.drop_index(op.f("ix_past_search_last_day"), "past_search")
    op.drop_table("past_search")
