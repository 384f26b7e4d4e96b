"""Sort order of names in a family, for fast paging of long lists."""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_authority_family_sort_id", "authority", ["family", "sort", "id"])


def downgrade() -> None:
    op.drop_index("ix_authority_family_sort_id", "authority")
