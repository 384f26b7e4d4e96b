"""Library copies: a kind of access, and the seats of those who read them."""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0119"
branch_labels = None
depends_on = None
old_code_survives = False  # it knows no such kind of access

_CHECKS = (("item", "access"), ("harvest", "harvest_access"), ("intake_rule", "access"))
_KINDS = ("public", "library", "copy", "staff")


def _allow(*kinds: str) -> None:
    for table, name in _CHECKS:
        check = op.f(f"ck_{table}_{name}")
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(check, type_="check")
            changed.create_check_constraint(check, sa.column("access").in_(kinds))


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


def downgrade() -> None:
    op.drop_table("copy_seat")
    for table, _ in _CHECKS:  # rather too few readers than too many
        rows = sa.table(table, sa.column("access"))
        op.execute(rows.update().where(rows.c.access == "copy").values(access="staff"))
    _allow("public", "library", "staff")
