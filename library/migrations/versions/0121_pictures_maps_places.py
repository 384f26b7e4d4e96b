"""Pictures, placements of map sheets, units of the province by period, meanings of their names."""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"
branch_labels = None
depends_on = None
old_code_survives = True

_TEXTS = ("caption", "place", "photographer", "date")
_EDGES = ("left", "top", "width", "height")
_ERA = "kind name parent since until since_act until_act since_certainty until_certainty"
_ERA = f"{_ERA} attested gone_by sources code note"
_EVENT = "day act issuer kind before after share sources certainty note"


def upgrade() -> None:
    _make_pictures()
    _make_placements()
    _make_places()
    _make_meanings()


def _make_pictures() -> None:
    op.create_table(
        "picture",
        sa.Column(
            "page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
        ),
        *(sa.Column(name, sa.String, nullable=False) for name in _TEXTS),
        sa.Column("earliest", sa.Integer),
        sa.Column("latest", sa.Integer),
        sa.Column("negative", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("back_of", sa.Integer),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("proposed", sa.JSON),
    )
    op.create_index("ix_picture_back_of", "picture", ["back_of"])
    op.create_table(
        "named_person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _EDGES),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id", ondelete="SET NULL")),
        sa.UniqueConstraint("page_id", "place"),
    )
    op.create_index("ix_named_person_authority_id", "named_person", ["authority_id"])


def _make_placements() -> None:
    op.create_table(
        "map_placement",
        sa.Column(
            "page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
        ),
        _choice("method", "placement_method", "corners", "points", "grid"),
        sa.Column("points", sa.JSON, nullable=False),
        sa.Column("residual", sa.Double, nullable=False),
        *(sa.Column(name, sa.Double) for name in ("west", "south", "east", "north")),
        sa.Column("scan", sa.String),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("earlier", sa.JSON, nullable=False),
        sa.Column("changed", sa.DateTime, nullable=False),
        sa.Column("changed_by", sa.String, nullable=False),
    )
    op.create_index("ix_map_placement_west", "map_placement", ["west"])


def _make_places() -> None:
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
        sa.Column("spread", sa.DateTime),
    )


def _make_meanings() -> None:
    op.create_table(
        "place_doubt",
        sa.Column("id", sa.Integer, primary_key=True),
        _item(is_needed=True),
        sa.Column("page_number", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False, index=True),
        sa.Column("candidates", sa.String, nullable=False),
        sa.Column("is_settled", sa.Boolean, nullable=False, index=True),
        sa.UniqueConstraint("item_id", "page_number", "name"),
    )
    op.create_table(
        "place_decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, index=True),
        _choice("meaning", "place_meaning", "unit", "elsewhere", "none", "open"),
        sa.Column("unit", sa.String, nullable=False),
        _item(is_needed=False),
        sa.Column("page_number", sa.Integer),
        sa.Column("collection", sa.String, nullable=False),
        sa.Column("series", sa.String, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("decided", sa.DateTime, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("undone", sa.DateTime),
        sa.Column("undone_by", sa.String),
    )


def _item(*, is_needed: bool) -> sa.Column:
    item = sa.ForeignKey("item.id", ondelete="CASCADE")
    return sa.Column("item_id", sa.String, item, nullable=not is_needed, index=not is_needed)


def _texts(names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=False) for name in names.split()]


def _choice(column: str, name: str, *values: str) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(column, kind, nullable=False)


_TABLES = (
    "place_decision",
    "place_doubt",
    "place_change",
    "place_variant",
    "place_event",
    "place_era",
    "map_placement",
)


def downgrade() -> None:
    for table in (*_TABLES, "named_person", "picture"):
        op.drop_table(table)
