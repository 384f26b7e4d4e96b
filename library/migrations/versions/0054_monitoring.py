"""Signs of life of the services, results of checks, alerts, orders and figures of a month."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_KINDS = ("rebuild-index", "check-files", "back-up", "examine", "test-alert")


def _time(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "service_heartbeat",
        _text("name"),
        _time("started", nullable=False),
        _time("at", nullable=False),
        _bytes("memory_bytes"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_service_heartbeat")),
    )
    op.create_table(
        "check_result",
        _text("code"),
        _text("name"),
        sa.Column("ok", sa.Boolean(), nullable=False),
        _text("advice"),
        _time("at", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_check_result")),
    )
    op.create_table(
        "alert",
        _number("id"),
        _text("code"),
        _text("name"),
        _text("sentence"),
        _time("opened", nullable=False),
        *(_time(name) for name in ("sound_since", "resolved", "mailed", "posted", "acknowledged")),
        _text("acknowledged_by", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index("ix_alert_code", "alert", ["code"])
    op.create_index("ix_alert_resolved", "alert", ["resolved"])
    op.create_table(
        "alert_channel",
        _text("name"),
        _time("delivered"),
        _time("failing_since"),
        _text("failure", nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alert_channel")),
    )
    kind = sa.Enum(*_KINDS, name="order_kind", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "maintenance_order",
        _number("id"),
        sa.Column("kind", kind, nullable=False),
        _time("ordered", nullable=False),
        _text("ordered_by"),
        _time("started"),
        _time("finished"),
        sa.Column("passed", sa.Boolean(), nullable=True),
        _text("message", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_order")),
    )
    op.create_table(
        "health_sample",
        _time("at", nullable=False),
        *(_bytes(name) for name in ("disk_free_bytes", "database_bytes", "wal_bytes")),
        *(_number(name) for name in ("waiting_pages", "index_due", "pages_done")),
        *(_number(name) for name in ("requests", "errors")),
        sa.Column("p50_ms", sa.Double(), nullable=True),
        sa.Column("p95_ms", sa.Double(), nullable=True),
        _bytes("site_memory_bytes"),
        _bytes("pipeline_memory_bytes", nullable=True),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_health_sample")),
    )


def downgrade() -> None:
    for table in (
        *("health_sample", "maintenance_order", "alert_channel"),
        *("alert", "check_result", "service_heartbeat"),
    ):
        op.drop_table(table)
