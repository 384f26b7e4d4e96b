"""Index of the items that reviewers returned, counted on every page of the office."""

from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_publication_returned"), "publication", ["returned"])


def downgrade() -> None:
    op.drop_index(op.f("ix_publication_returned"), table_name="publication")
