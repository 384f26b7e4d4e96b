"""Drafts deleted by mistake can be restored."""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None
old_code_survives = True


def upgrade() -> None:
    op.add_column("publication", sa.Column("deleted", sa.DateTime(), nullable=True))
    op.add_column("publication", sa.Column("deleted_by", sa.String(), nullable=True))
    op.create_index(op.f("ix_publication_deleted"), "publication", ["deleted"])


def downgrade() -> None:
    op.drop_index(op.f("ix_publication_deleted"), table_name="publication")
    with op.batch_alter_table("publication") as batch:
        batch.drop_column("deleted_by")
        batch.drop_column("deleted")
