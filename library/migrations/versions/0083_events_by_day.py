"""Events of public computers in one partition a day, on PostgreSQL."""

from datetime import UTC, datetime, timedelta, timezone

from alembic import op
from sqlalchemy import Connection

revision = "0083"
down_revision = "0084"
branch_labels = None
depends_on = None

_HANOI = timezone(timedelta(hours=7))
_EARLIEST = datetime(2020, 1, 1, tzinfo=_HANOI)
"""Earlier events come from a clock that was reset; they stay in the default partition."""

_DAYS = """
SELECT DISTINCT ((get_byte(event, 0)::bigint << 40) + (get_byte(event, 1)::bigint << 32)
    + (get_byte(event, 2)::bigint << 24) + (get_byte(event, 3) << 16)
    + (get_byte(event, 4) << 8) + get_byte(event, 5)) / 86400000 FROM device_event_plain
"""
"""Days of UTC in which the ids of the stored events were made."""

_COLUMNS = """
    boot_id integer NOT NULL,
    event bytea NOT NULL,
    seq integer NOT NULL,
    kind smallint NOT NULL,
    wall bigint NOT NULL,
    mono bigint NOT NULL,
    received bigint NOT NULL,
    session bytea,
    amount integer,
    CONSTRAINT pk_device_event PRIMARY KEY (boot_id, event),
    CONSTRAINT fk_device_event_boot_id FOREIGN KEY (boot_id) REFERENCES device_boot (id)
"""
_SET_ASIDE = """
ALTER TABLE device_event RENAME TO device_event_plain;
ALTER TABLE device_event_plain RENAME CONSTRAINT pk_device_event TO pk_device_event_plain;
ALTER TABLE device_event_plain
    RENAME CONSTRAINT fk_device_event_boot_id TO fk_device_event_plain_boot_id;
"""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        return
    op.execute(_SET_ASIDE)
    op.execute(f"CREATE TABLE device_event ({_COLUMNS}) PARTITION BY RANGE (event)")
    op.execute("CREATE SCHEMA IF NOT EXISTS event_days")
    op.execute("CREATE TABLE event_days.other PARTITION OF device_event DEFAULT")
    for day in _days(connection):
        first, last = (
            f"'\\x{int(at.timestamp() * 1000) << 80:032x}'" for at in (day, day + timedelta(days=1))
        )
        op.execute(
            f"CREATE TABLE event_days.d{day:%Y%m%d} PARTITION OF device_event "
            f"FOR VALUES FROM ({first}) TO ({last})"
        )
    op.execute("INSERT INTO device_event SELECT * FROM device_event_plain")
    op.execute("DROP TABLE device_event_plain")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        "ALTER TABLE device_event RENAME TO device_event_by_day;"
        "ALTER TABLE device_event_by_day"
        " RENAME CONSTRAINT pk_device_event TO pk_device_event_by_day;"
        "ALTER TABLE device_event_by_day"
        " RENAME CONSTRAINT fk_device_event_boot_id TO fk_device_event_by_day_boot_id;"
    )
    op.execute(f"CREATE TABLE device_event ({_COLUMNS})")
    op.execute("INSERT INTO device_event SELECT * FROM device_event_by_day")
    op.execute("DROP TABLE device_event_by_day")
    op.execute("DROP SCHEMA event_days CASCADE")


def _days(connection: Connection) -> list[datetime]:
    """Return the midnights of the days in Vietnam that need a partition."""
    now = datetime.now(UTC)
    days = set()
    for number in connection.exec_driver_sql(_DAYS).scalars():
        if number < (now + timedelta(days=60)).timestamp() // 86400:
            noon = datetime.fromtimestamp(number * 86400, UTC).astimezone(_HANOI)
            midnight = noon.replace(hour=0, minute=0)
            days |= {midnight, midnight + timedelta(days=1)}
    return sorted(day for day in days if day >= _EARLIEST)
