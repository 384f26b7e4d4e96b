"""Places: units by period, their events and other names, and every change of them."""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"
branch_labels = None
depends_on = None
old_code_survives = True  # it does not know these tables, and nothing refers to them

_ERA = "kind name parent since until since_act until_act since_certainty until_certainty"
_ERA = f"{_ERA} attested gone_by sources code note"
_EVENT = "day act issuer kind before after share sources certainty note"


def upgrade() -> None:
    op.create_table(
        "place_era",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("unit", sa.String, nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        *_texts(_ERA),
    )
    op.create_table("place_event", sa.Column("id", sa.String, primary_key=True), *_texts(_EVENT))
    op.create_table(
        "place_variant",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("unit", sa.String, nullable=False, index=True),
        *_texts("text kind sources certainty"),
    )
    op.create_table(
        "place_change",
        sa.Column("id", sa.Integer, primary_key=True),
        _choice("kind", "place_record_kind", "era", "event", "variant"),
        sa.Column("record", sa.String, nullable=False, index=True),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.Column("edition", sa.String, nullable=False, index=True),
        sa.Column("shipped", sa.JSON),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("proposed", sa.DateTime, nullable=False),
        sa.Column("proposed_by", sa.String, nullable=False),
        sa.Column("decided", sa.DateTime, index=True),
        sa.Column("decided_by", sa.String),
        _choice("state", "place_change_state", "waiting", "accepted", "refused"),
    )


def _texts(names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=False) for name in names.split()]


def _choice(column: str, name: str, *values: str) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(column, kind, nullable=False)


def downgrade() -> None:
    for table in ("place_change", "place_variant", "place_event", "place_era"):
        op.drop_table(table)
