"""Files of articles among the derivatives of a page."""

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None
old_code_survives = False  # it knows no such kind of derivative

_NAME = "ck_derivative_derivative_kind"


def upgrade() -> None:
    with op.batch_alter_table("derivative") as derivative:
        derivative.drop_constraint(op.f(_NAME), type_="check")
        derivative.create_check_constraint(
            op.f(_NAME),
            sa.column("kind").in_(("thumbnail", "reading", "leaf", "tiles", "articles")),
        )
