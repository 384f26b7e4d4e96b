"""Rows of every change that can be undone, named by the entries of the trail that it made."""

import sqlalchemy as sa
from alembic import op

revision = "0125"
down_revision = "0124"
branch_labels = None
depends_on = None
old_code_survives = True  # it adds entries and sets without these columns


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("change", sa.String))
    op.add_column("change_set", sa.Column("change", sa.String))
    op.add_column("change_set", sa.Column("permission", sa.String))
    op.create_index("ix_change_set_change", "change_set", ["change"])


def downgrade() -> None:
    op.drop_index("ix_change_set_change", "change_set")
    op.execute(
        "DELETE FROM change_set WHERE decided_by IS NULL AND state IN ('approved', 'dropped')"
    )
    op.drop_column("change_set", "permission")
    op.drop_column("change_set", "change")
    op.drop_column("audit_entry", "change")
