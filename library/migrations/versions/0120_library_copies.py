"""Library copies with the seats of their readers and denials of access; silenced spans."""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0119"
branch_labels = None
depends_on = None
old_code_survives = False  # it knows no such kind of access, and would make a silenced span heard

_CHECKS = (("item", "access"), ("harvest", "harvest_access"), ("intake_rule", "access"))
_KINDS = ("public", "library", "copy", "staff")
_REASONS = ("third_person", "health", "place", "family", "ritual", "other")
_USES = ("search", "investigation", "request")
_DENIALS = ("limit_exceeded", "no_license")


def _allow(*kinds: str) -> None:
    for table, name in _CHECKS:
        _check(table, name, "access", kinds)


def _check(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    check = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(check, type_="check")
        changed.create_check_constraint(check, sa.column(column).in_(values))


def upgrade() -> None:
    _allow(*_KINDS)
    states = sa.Enum(
        *("waiting", "offered", "reading"),
        name="seat_state",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "copy_seat",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "item_id", sa.String, sa.ForeignKey("item.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("computer", sa.Integer, nullable=False),
        sa.Column("sitting", sa.String, nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.Column("seen", sa.DateTime, nullable=False),
        sa.UniqueConstraint("item_id", "computer"),
    )
    _count_denials()
    _make_silenced_spans()


def _count_denials() -> None:
    _check("item_use", "use_kind", "kind", (*_USES, *_DENIALS))
    for table in ("use_day", "item_month"):
        for name in _DENIALS:
            op.add_column(table, sa.Column(name, sa.Integer, nullable=False, server_default="0"))


def _make_silenced_spans() -> None:
    reasons = sa.Enum(
        *_REASONS, name="silence_reason", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "silenced_span",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "item_id", sa.String, sa.ForeignKey("item.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("begins", sa.Integer, nullable=False),
        sa.Column("ends", sa.Integer, nullable=False),
        sa.Column("hides_picture", sa.Boolean, nullable=False),
        sa.Column("reason", reasons, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("entered", sa.DateTime, nullable=False),
        sa.Column("entered_by", sa.String, nullable=False),
        sa.Column("lifted", sa.DateTime),
        sa.Column("lifted_by", sa.String),
        sa.Column("lift_reason", sa.String, nullable=False),
    )
    op.create_index("ix_silenced_span_item_id", "silenced_span", ["item_id"])


def downgrade() -> None:
    op.execute(
        "UPDATE item SET access = 'staff' WHERE id IN "
        "(SELECT item_id FROM silenced_span WHERE lifted IS NULL)"
    )
    op.drop_table("silenced_span")
    for table in ("use_day", "item_month"):
        for name in _DENIALS:
            op.drop_column(table, name)
    uses = sa.table("item_use", sa.column("kind"))
    op.execute(uses.delete().where(uses.c.kind.in_(_DENIALS)))
    _check("item_use", "use_kind", "kind", _USES)
    op.drop_table("copy_seat")
    for table, _ in _CHECKS:  # rather too few readers than too many
        rows = sa.table(table, sa.column("access"))
        op.execute(rows.update().where(rows.c.access == "copy").values(access="staff"))
    _allow("public", "library", "staff")
