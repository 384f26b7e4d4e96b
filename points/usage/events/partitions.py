"""Daily partitions of the events of public computers, on PostgreSQL.

An event stands in the partition of the day in which its id was made: a version 7 UUID begins with
the time, so the same event sent twice meets itself. Clocks can be wrong: events of days without a
partition stand in the default one until their day gets one, or for good if the day is absurd.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library.database import reading, work
from library.write_turns import ALL_WRITES
from points.access_points.opening_hours import HANOI
from points.usage.events.timeline import milliseconds

_DAYS_AHEAD = 14
"""Days that have their partition before they come."""

_SCHEMA = "event_days"
"""Schema of the partitions: they are storage, and no tables of the library."""

_NAMES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace"
_STRAY_DAYS = (
    "SELECT DISTINCT substring(event FOR 6) FROM event_days.other WHERE event >= %s AND event < %s"
)


def keep(engine: Engine, today: date, first_day: date) -> tuple[date, ...]:
    """Make the missing partitions from `first_day` on, and return their days.

    Those of the coming days are made ahead; those of earlier days if the default partition has
    events of theirs, which move.
    """
    if engine.dialect.name != "postgresql":
        return ()
    with reading(engine) as session:
        days = tuple(_missing_days(session, today, first_day))
    for day in days:
        with work(engine, ALL_WRITES) as session:
            make(session, day)
    return days


def partition_days(session: Session) -> tuple[date, ...]:
    """Return the days that have a partition, in order."""
    names = session.connection().exec_driver_sql(_NAMES, (_SCHEMA,)).scalars()
    days = (datetime.strptime(name, "d%Y%m%d") for name in names if name.startswith("d"))  # noqa: DTZ007  (a date has no zone)
    return tuple(sorted(day.date() for day in days))


def drop_before(session: Session, cutoff: date, received_before: int) -> int:
    """Drop the partitions of earlier days and return the number of deleted rows.

    The clock of a computer can be wrong: rows of these days that were received at that second or
    later move to the default partition, and rows of the next days that were received before are
    deleted one by one.
    """
    row_count = sum(
        drop(session, day, received_before) for day in partition_days(session) if day < cutoff
    )
    run = session.connection().exec_driver_sql
    early = _bound(cutoff + timedelta(days=_DAYS_AHEAD + 1))
    strays = "DELETE FROM event_days.other WHERE received < %s"
    row_count += run(strays, (received_before,)).rowcount
    ahead = "DELETE FROM device_event WHERE event < %s AND received < %s"
    return row_count + run(ahead, (early, received_before)).rowcount


def are_kept(session: Session) -> bool:
    """Return True if the database has partitions of events."""
    return session.get_bind().dialect.name == "postgresql"


def drop(session: Session, day: date, received_before: int) -> int:
    """Drop the partition of a day and return the number of its rows that are gone."""
    run = session.connection().exec_driver_sql
    name = _name(day)
    counts = f"SELECT count(*), count(*) FILTER (WHERE received >= %s) FROM {name}"  # noqa: S608
    rows, staying = run(counts, (received_before,)).one()
    run(f"ALTER TABLE device_event DETACH PARTITION {name}")
    if staying:
        selection = f"SELECT * FROM {name} WHERE received >= %s"  # noqa: S608
        run(f"INSERT INTO device_event {selection}", (received_before,))
    run(f"DROP TABLE {name}")
    return rows - staying


def _missing_days(session: Session, today: date, first_day: date) -> Iterator[date]:
    existing = set(partition_days(session))
    last_day = today + timedelta(days=_DAYS_AHEAD)
    days = {today + timedelta(days=step) for step in range(-1, _DAYS_AHEAD + 1)}
    bounds = _bound(first_day), _bound(last_day + timedelta(days=1))
    for beginning in session.connection().exec_driver_sql(_STRAY_DAYS, bounds).scalars():
        moment = datetime.fromtimestamp(int.from_bytes(beginning, "big") / 1000, HANOI)
        days.add(moment.date())
    yield from sorted(days - existing)


def make(session: Session, day: date) -> None:
    """Make the partition of a day with the events of that day from the default partition."""
    run = session.connection().exec_driver_sql
    name, bounds = _name(day), (_bound(day), _bound(day + timedelta(days=1)))
    if day in partition_days(session):
        return  # another pipeline was faster
    run(f"CREATE TABLE {name} (LIKE device_event INCLUDING ALL)")
    run(
        f"WITH moved AS (DELETE FROM {_SCHEMA}.other WHERE event >= %s AND event < %s"  # noqa: S608
        f" RETURNING *) INSERT INTO {name} SELECT * FROM moved",
        bounds,
    )
    first, last = (f"'\\x{bound.hex()}'" for bound in bounds)
    run(f"ALTER TABLE device_event ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({last})")


def _name(day: date) -> str:
    return f"{_SCHEMA}.d{day:%Y%m%d}"


def _bound(day: date) -> bytes:
    """Return the smallest id of an event of a day in Vietnam, or of a later one."""
    return (milliseconds(datetime.combine(day, time(), HANOI)) << 80).to_bytes(16, "big")
