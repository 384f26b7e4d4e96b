"""Work that the database ended is repeated, unless it may have been done."""

import threading

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from library.database import reading, work
from library.repeats import repeatable, repeated
from library.write_turns import OFFICE, events_of, figures_of, pages_of
from points.access_points.models import Device
from tests.threads import at_once

pytestmark = pytest.mark.postgresql("SQLite has one writer and no connections to lose")


def _end_connection(session, engine):
    pid = session.connection().connection.dbapi_connection.info.backend_pid
    with engine.connect() as other:
        other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")


def _label(engine, device_id):
    with reading(engine) as session:
        return session.scalar(select(Device.label).where(Device.id == device_id))


def test_two_that_wait_for_each_other_both_succeed_in_the_end(engine):
    with work(engine) as session:
        session.add_all([Device(id=1, label=""), Device(id=2, label="")])
    both_hold_one = threading.Barrier(2, timeout=10)
    attempts = []

    def write(first, second):
        def attempt():
            attempts.append(first)
            with work(engine, events_of(first)) as session:
                for device_id in (first, second):
                    note = update(Device).where(Device.id == device_id)
                    session.execute(note.values(label=Device.label + str(first)))
                    if device_id == first and len(attempts) <= 2:
                        both_hold_one.wait()

        return lambda: repeated(attempt)

    at_once(write(1, 2), write(2, 1))
    assert len(attempts) == 3
    assert sorted(_label(engine, 1)) == sorted(_label(engine, 2)) == ["1", "2"]


def test_work_is_repeated_only_while_nothing_of_it_is_committed(engine):
    attempts = []

    def attempt(commits_first):
        attempts.append(commits_first)
        if commits_first:
            with work(engine) as session:
                session.add(Device(id=7, label="một lần"))
        with work(engine) as session:
            if len(attempts) == attempts.count(commits_first) == 1:
                _end_connection(session, engine)
            session.add(Device(label="sau"))

    repeated(lambda: attempt(False))
    assert attempts == [False, False]
    attempts.clear()
    with pytest.raises(OperationalError, match="terminating connection"):
        repeated(lambda: attempt(True))
    assert attempts == [True]


def test_repeatable_work_outlives_several_lost_connections(engine):
    attempts = []

    @repeatable
    def label(text):
        attempts.append(text)
        with work(engine) as session:
            session.merge(Device(id=1, label=text))
            if len(attempts) < 3:
                _end_connection(session, engine)

    label("còn")
    assert (_label(engine, 1), len(attempts)) == ("còn", 3)


@pytest.mark.parametrize(
    ("first", "second", "runs_beside"),
    [
        pytest.param(pages_of(1), pages_of(2), True, id="pages of two deliveries"),
        pytest.param(pages_of(1), pages_of(1), False, id="pages of one delivery"),
        pytest.param(OFFICE, pages_of(1), False, id="an office write and a page"),
        pytest.param(OFFICE, OFFICE, False, id="two office writes"),
        pytest.param(OFFICE, events_of(1), True, id="an office write and events"),
        pytest.param(events_of(1), events_of(2), True, id="events of two computers"),
        pytest.param(events_of(1), events_of(1), False, id="events of one computer"),
        pytest.param(figures_of(1), events_of(1), False, id="events and figures of a computer"),
        pytest.param(figures_of(2), events_of(1), True, id="events beside other figures"),
    ],
)
def test_writes_run_beside_each_other_if_they_share_no_record(
    engine, monkeypatch, first, second, runs_beside
):
    monkeypatch.setattr("library.write_turns._MAX_WAIT_MS", 1)
    with work(engine, first) as session:
        session.connection()
        try:
            with work(engine, second) as other:
                other.connection()
        except OperationalError as error:
            ran_beside, state = False, error.orig.sqlstate
        else:
            ran_beside, state = True, None
    assert (ran_beside, state) == (runs_beside, None if runs_beside else "55P03")
