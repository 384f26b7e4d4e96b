"""Spreads: staff set the line between two pages in one image."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BEFORE = ("turn", "read")
_AFTER = (*_BEFORE, "spread")


def upgrade() -> None:
    _allow(_BEFORE, _AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM instruction WHERE about = 'spread'")
    _allow(_AFTER, _BEFORE)


def _allow(now: tuple[str, ...], then: tuple[str, ...]) -> None:
    with op.batch_alter_table("instruction") as instruction:
        instruction.alter_column("about", existing_type=_about(now), type_=_about(then))


def _about(words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name="about", native_enum=False, create_constraint=True, length=32)
