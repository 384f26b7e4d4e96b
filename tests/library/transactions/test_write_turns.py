"""Writing transactions wait for those that touch the same rows, and for no others."""

from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from library import clock
from library.database import work
from library.transactions import write_turns
from library.transactions.write_turns import ALL_WRITES, OFFICE, USES
from library.usage.item_use import Visitor, record
from library.usage.models import UseKind
from library.usage.rollups import maintenance

pytestmark = pytest.mark.postgresql("SQLite writes one transaction at a time")


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch):
    monkeypatch.setattr(write_turns, "_MAX_WAIT_MS", 1)  # read at each transaction


@pytest.fixture
def _use(engine):
    with work(engine, USES) as session:
        record(session, UseKind.SEARCH, Visitor("10.0.0.1", "Firefox"), clock.now())


@pytest.mark.usefixtures("_use")
def test_uses_are_counted_beside_a_write_of_the_office(engine):
    with _writing(engine, OFFICE):
        assert list(maintenance.steps(engine)) == ["item"]


@pytest.mark.usefixtures("_use")
def test_uses_are_not_counted_while_others_are_written(engine):
    with _writing(engine, USES), pytest.raises(OperationalError):
        list(maintenance.steps(engine))


@pytest.mark.parametrize("turn", [OFFICE, USES])
def test_nothing_is_written_beside_a_change_of_tables(engine, turn):
    with _writing(engine, ALL_WRITES), pytest.raises(OperationalError), _writing(engine, turn):
        pass


@contextmanager
def _writing(engine, turn):
    """Have a turn as another process has it in the middle of a transaction."""
    with work(engine, turn) as session:
        session.connection()
        yield
