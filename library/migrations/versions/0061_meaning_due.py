"""Queue of items whose passages are to be encoded again."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meaning_due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meaning_due")),
    )


def downgrade() -> None:
    op.drop_table("meaning_due")
