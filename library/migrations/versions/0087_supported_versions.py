"""Older versions of the code that may use the database as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None
old_code_survives = False  # it cannot ask yet which older code is supported


def upgrade() -> None:
    op.create_table(
        "supported_version",
        sa.Column("revision", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_supported_version")),
    )


def downgrade() -> None:
    op.drop_table("supported_version")
