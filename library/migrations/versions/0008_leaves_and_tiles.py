"""Page PDFs and image tiles."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BEFORE = ("thumbnail", "reading")
_AFTER = (*_BEFORE, "leaf", "tiles")


def upgrade() -> None:
    _allow_kinds(_BEFORE, _AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM derivative WHERE kind IN ('leaf', 'tiles')")
    _allow_kinds(_AFTER, _BEFORE)


def _allow_kinds(now: tuple[str, ...], then: tuple[str, ...]) -> None:
    with op.batch_alter_table("derivative") as derivative:
        derivative.alter_column("kind", existing_type=_kinds(now), type_=_kinds(then))


def _kinds(words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *words, name="derivative_kind", native_enum=False, create_constraint=True, length=32
    )
