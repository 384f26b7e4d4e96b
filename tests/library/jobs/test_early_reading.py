"""A reader asks to read something soon, and nobody learns who."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from library import clock
from library.accessions.models import Accession, AccessionState, Priority
from library.errors import TooManyRequestsError, WrongStateError
from library.jobs.early_reading import PER_HOUR, Asking, ask, asking
from library.jobs.models import ReaderRequest
from tests.makers import make_accession, make_item


@pytest.fixture
def item(session):
    """Give an item whose delivery is in work."""
    made = make_item(session)
    made.accession_id = make_accession(session, state=AccessionState.WORKING).id
    session.flush()
    return made.id


def _priority(session):
    return session.scalar(select(Accession.priority))


def _crowd(session, at):
    session.add_all(ReaderRequest(item_id="x", at=at) for _ in range(PER_HOUR))
    session.flush()


def test_a_request_goes_before_what_nobody_asked_for(session, item):
    ask(session, item)
    assert _priority(session) == Priority.REQUESTED


def test_asking_again_changes_nothing(session, item):
    ask(session, item)
    ask(session, item)
    assert len(session.scalars(select(ReaderRequest)).all()) == 1


def test_what_staff_put_first_stays_first(session, item):
    session.scalar(select(Accession)).priority = Priority.FIRST
    ask(session, item)
    assert _priority(session) == Priority.FIRST


def test_who_asked_is_not_written_down():
    assert set(ReaderRequest.__table__.columns.keys()) == {"id", "item_id", "at"}


def test_an_item_that_is_all_there_need_not_be_asked_for(session):
    made = make_item(session)
    assert asking(session, made.id) is Asking.USELESS
    with pytest.raises(WrongStateError):
        ask(session, made.id)


def test_where_everybody_asks_nobody_goes_first(session, item):
    _crowd(session, clock.now())
    with pytest.raises(TooManyRequestsError):
        ask(session, item)


def test_the_next_hour_is_open_again(session, item):
    _crowd(session, clock.now() - timedelta(hours=1, minutes=1))
    ask(session, item)
    assert asking(session, item) is Asking.ASKED
