"""Person who is to describe an item, its return by a reviewer, and notice of a withdrawal."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("returned", sa.DateTime),
    ("returned_by", sa.String),
    ("withdrawn", sa.DateTime),
    ("notice", sa.String),
    ("assigned_to", sa.String),
    ("assigned_by", sa.String),
    ("assigned", sa.DateTime),
)


def upgrade() -> None:
    with op.batch_alter_table("publication") as table:
        for name, kind in _COLUMNS:
            table.add_column(sa.Column(name, kind(), nullable=True))
        table.create_index(op.f("ix_publication_assigned_to"), ["assigned_to"])


def downgrade() -> None:
    with op.batch_alter_table("publication") as table:
        table.drop_index(op.f("ix_publication_assigned_to"))
        for name, _ in reversed(_COLUMNS):
            table.drop_column(name)
