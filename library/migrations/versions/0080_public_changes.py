"""Last public change of each item, for harvesters of the catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0078"
branch_labels = None
depends_on = None

_FILL = """
INSERT INTO public_change (item_id, collection, changed, is_open)
SELECT id, collection, CASE WHEN changed > published THEN changed ELSE published END,
       CASE WHEN state = 'published' THEN {true} ELSE {false} END
FROM item
WHERE published IS NOT NULL AND access <> 'staff' AND state IN ('published', 'withdrawn')
"""


def upgrade() -> None:
    op.create_table(
        "public_change",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_public_change")),
    )
    op.create_index("ix_public_change_changed_item_id", "public_change", ["changed", "item_id"])
    op.create_index(
        "ix_public_change_collection_changed",
        "public_change",
        ["collection", "changed", "item_id"],
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    values = {"true": "1", "false": "0"} if on_sqlite else {"true": "true", "false": "false"}
    op.execute(_FILL.format(**values))


def downgrade() -> None:
    op.drop_table("public_change")
