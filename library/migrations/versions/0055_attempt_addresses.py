"""Addresses of failed sign-ins apart from the audit trail; day the second factor is required."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_TRAIL = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer()),
    sa.column("at", sa.DateTime()),
    sa.column("action", sa.String()),
    sa.column("detail", sa.String()),
)
_ADDRESSES = sa.table(
    "attempt_address",
    sa.column("entry_id", sa.Integer()),
    sa.column("at", sa.DateTime()),
    sa.column("address", sa.String()),
)
_ACTIONS = ("staff.wrong_password", "staff.wrong_code")
_PREFIX = "từ "
_RETENTION = timedelta(days=30)
_REFUSED = "the audit trail is only added to"
_SQLITE_TRIGGER = (
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
)


def upgrade() -> None:
    op.add_column("staff_member", sa.Column("second_factor_due", sa.DateTime(), nullable=True))
    op.create_table(
        "attempt_address",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name=op.f("fk_attempt_address_entry_id_audit_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_attempt_address")),
    )
    op.create_index("ix_attempt_address_at", "attempt_address", ["at"])
    _move_addresses()


def _move_addresses() -> None:
    """Move the addresses of the last 30 days out of the trail, and remove the older ones."""
    connection = op.get_bind()
    of_strangers = _TRAIL.c.action.in_(_ACTIONS) & _TRAIL.c.detail.startswith(_PREFIX)
    recent = sa.select(
        _TRAIL.c.id, _TRAIL.c.at, sa.func.substr(_TRAIL.c.detail, len(_PREFIX) + 1)
    ).where(of_strangers, _TRAIL.c.at >= datetime.now(UTC).replace(tzinfo=None) - _RETENTION)
    connection.execute(sa.insert(_ADDRESSES).from_select(["entry_id", "at", "address"], recent))
    _allow_changes()
    connection.execute(sa.update(_TRAIL).where(of_strangers).values(detail=None))
    _refuse_changes()


def _allow_changes() -> None:
    if _on_sqlite():
        op.execute("DROP TRIGGER audit_entry_no_update")
    else:
        op.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_change")


def _refuse_changes() -> None:
    if _on_sqlite():
        op.execute(_SQLITE_TRIGGER)
    else:
        op.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_no_change")


def downgrade() -> None:
    """Drop the addresses: the trail did without them after 30 days anyway."""
    op.drop_table("attempt_address")
    op.drop_column("staff_member", "second_factor_due")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
