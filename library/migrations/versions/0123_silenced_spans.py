"""Silenced spans of recordings, and denials of access to library copies."""

import sqlalchemy as sa
from alembic import op

revision = "0123"
down_revision = "0121"
branch_labels = None
depends_on = None
old_code_survives = False  # it would show the words and make copies with the sound of a span

_REASONS = ("third_person", "health", "place", "family", "ritual", "other")
_USES = ("search", "investigation", "request")
_DENIALS = ("limit_exceeded", "no_license")


def upgrade() -> None:
    _allow(*_USES, *_DENIALS)
    for table in ("use_day", "item_month"):
        for name in _DENIALS:
            op.add_column(table, sa.Column(name, sa.Integer, nullable=False, server_default="0"))
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


def _allow(*kinds: str) -> None:
    check = op.f("ck_item_use_use_kind")
    with op.batch_alter_table("item_use") as changed:
        changed.drop_constraint(check, type_="check")
        changed.create_check_constraint(check, sa.column("kind").in_(kinds))


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
    _allow(*_USES)
