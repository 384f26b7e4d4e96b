"""Languages of deliveries and pages."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accession", sa.Column("languages", sa.String(), nullable=True))
    op.add_column("page", sa.Column("languages", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("page", "languages")
    op.drop_column("accession", "languages")
