"""The list of a planned import, and who sent it."""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"
branch_labels = depends_on = None
old_code_survives = True  # it applies the plan as it stands


def upgrade() -> None:
    op.add_column("bulk_change", sa.Column("sender", sa.String))
    op.add_column("bulk_change", sa.Column("incoming", sa.LargeBinary))
