"""Review of items, and scheduled publication."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_BEFORE = ("draft", "published", "withdrawn")
_AFTER = ("draft", "review", "published", "withdrawn")


def upgrade() -> None:
    _allow(_BEFORE, _AFTER)
    op.create_table(
        "publication",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("sent", sa.DateTime(), nullable=True),
        sa.Column("sent_by", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("publish_on", sa.String(), nullable=True),
        sa.Column("publish_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_publication_item_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_publication")),
    )
    op.create_index("ix_publication_publish_on", "publication", ["publish_on"])


def downgrade() -> None:
    op.drop_table("publication")
    op.execute("UPDATE item SET state = 'draft' WHERE state = 'review'")
    _allow(_AFTER, _BEFORE)


def _allow(now: tuple[str, ...], then: tuple[str, ...]) -> None:
    with op.batch_alter_table("item") as item:
        item.alter_column("state", existing_type=_state(now), type_=_state(then))


def _state(words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name="state", native_enum=False, create_constraint=True, length=32)
