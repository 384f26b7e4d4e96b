"""Events stand in daily partitions on PostgreSQL; wrong clocks lose and double nothing."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from library import clock
from library.database import reading, work
from library.write_turns import ALL_WRITES
from points.access_points.models import Device
from points.usage.events import intake, partitions
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds
from points.usage.models import UsageDue
from points.usage.rollups.maintenance import forget_old
from points.usage.rollups.retention import first_kept, forget
from tests.device_events import make_event
from tests.makers import make_moment

pytestmark = pytest.mark.postgresql("SQLite keeps all events in one table")

_NOW = make_moment("2026-11-24 02:00")


@pytest.fixture
def send(engine, monkeypatch):
    """Return a function that sends events, made so many days ago by the computer's clock."""
    monkeypatch.setattr(clock, "now", lambda: _NOW)
    with work(engine) as session:
        session.add(Device(id=1, label="Máy 1"))

    def sent(*days_ago, now=_NOW):
        walls = [milliseconds(now - timedelta(days=days)) for days in days_ago]
        events = [make_event(wall, number) for number, wall in enumerate(walls)]
        batch = {"boot_id": str(UUID(int=1)), "sent_wall": walls[0], "sent_mono": 2000}
        with work(engine, intake.events_of(1)) as session:
            receipt = intake.receive(session, 1, read_batch({**batch, "events": events}), now)
        return [result for _, result in receipt.results]

    return sent


def _rows(engine, table):
    with engine.connect() as connection:
        counted = f"SELECT count(*) FROM {table}"  # noqa: S608
        return connection.exec_driver_sql(counted).scalar_one()


def _days(engine):
    with reading(engine) as session:
        return partitions.partition_days(session)


def _forget_until(engine, today):
    """Delete old events as on a day, without making partitions."""
    with work(engine, ALL_WRITES) as session:
        return forget(session, first_kept(today, 13))


def test_partitions_are_made_ahead(engine, send):
    forget_old(engine, 13)
    assert send(0) == ["ok"]
    assert (_days(engine)[0], _days(engine)[-1]) == (date(2026, 11, 23), date(2026, 12, 8))
    assert _rows(engine, "event_days.d20261124") == 1


def test_events_without_a_partition_wait_in_the_default_one(engine, send):
    send(0, 3, 3000)
    assert _rows(engine, "event_days.other") == 3
    forget_old(engine, 13)
    assert _rows(engine, "event_days.d20261121") == _rows(engine, "event_days.d20261124") == 1
    assert _rows(engine, "event_days.other") == 1


def test_the_same_event_is_a_duplicate_before_and_after_it_moves(engine, send):
    assert send(0, 3) == ["ok", "ok"]
    forget_old(engine, 13)
    assert send(0, 3) == ["dup", "dup"]
    assert _rows(engine, "device_event") == 2


def test_whole_days_are_dropped_once_they_are_counted(engine, send):
    send(0, 1)
    partitions.keep(engine, date(2026, 11, 24), date(2026, 1, 1))
    later = date(2028, 2, 1)
    assert _forget_until(engine, later) == 0
    with work(engine) as session:
        for due in session.scalars(select(UsageDue)):
            session.delete(due)
    assert _forget_until(engine, later) == 2
    assert [day for day in _days(engine) if day < first_kept(later, 13)] == []
    assert _rows(engine, "device_event") == 0


def test_a_late_event_of_a_wrong_clock_outlives_the_day_it_claims(engine, send):
    partitions.keep(engine, date(2026, 11, 24) - timedelta(days=400), date(2025, 1, 1))
    send(395)
    with work(engine) as session:
        for due in session.scalars(select(UsageDue)):
            session.delete(due)
    assert _forget_until(engine, date(2026, 12, 1)) == 0
    assert date(2025, 10, 25) not in _days(engine)
    assert _rows(engine, "event_days.other") == _rows(engine, "device_event") == 1
