"""Reading images as AVIF among the derivatives."""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"
branch_labels = None
depends_on = None
old_code_survives = False  # it knows no such kind of derivatives

_NAME = "ck_derivative_derivative_kind"
_KINDS = ("thumbnail", "reading", "leaf", "tiles", "articles", "opus", "aac", "film", "strip")


def upgrade() -> None:
    _allow(*_KINDS, "avif")


def downgrade() -> None:
    op.execute("DELETE FROM derivative WHERE kind = 'avif'")
    _allow(*_KINDS)


def _allow(*kinds: str) -> None:
    with op.batch_alter_table("derivative") as derivative:
        derivative.drop_constraint(op.f(_NAME), type_="check")
        derivative.create_check_constraint(op.f(_NAME), sa.column("kind").in_(kinds))
