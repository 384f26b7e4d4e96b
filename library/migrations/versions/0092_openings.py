"""Changes that open a published item wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0087"
branch_labels = None
depends_on = None
old_code_survives = True


def upgrade() -> None:
    op.create_table(
        "opening",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("proposed", sa.DateTime(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_opening_item_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "field", name=op.f("pk_opening")),
    )
    op.create_index(op.f("ix_opening_proposed"), "opening", ["proposed"])
    op.add_column(
        "publication",
        sa.Column("two_people", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("publication") as batch:
        batch.drop_column("two_people")
    op.drop_index(op.f("ix_opening_proposed"), table_name="opening")
    op.drop_table("opening")
