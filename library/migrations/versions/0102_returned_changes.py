"""Reasons for which reviewers return changes of published items."""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None
old_code_survives = True  # it shows what was returned as still waiting


def upgrade() -> None:
    op.add_column("opening", sa.Column("reason", sa.String))
    op.add_column("opening", sa.Column("returned_by", sa.String))
