"""Readers request early processing anonymously."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from library import clock
from library.accessions.models import Accession, AccessionState, Priority
from library.errors import TooManyRequestsError, WrongStateError
from library.jobs.early_reading import (
    MAX_REQUESTS_PER_HOUR,
    RequestState,
    request_early_reading,
    request_state,
)
from library.jobs.models import ReaderRequest
from tests.makers import make_accession, make_item


@pytest.fixture
def item(session):
    """Return the id of an item whose delivery is being processed."""
    record = make_item(session)
    record.accession_id = make_accession(session, state=AccessionState.WORKING).id
    session.flush()
    return record.id


def _priority(session):
    return session.scalar(select(Accession.priority))


def _crowd(session, at):
    session.add_all(ReaderRequest(item_id="x", at=at) for _ in range(MAX_REQUESTS_PER_HOUR))
    session.flush()


def test_a_request_raises_the_priority_once_and_records_no_reader(session, item):
    for _ in range(2):
        request_early_reading(session, item)
    assert _priority(session) == Priority.REQUESTED
    assert len(session.scalars(select(ReaderRequest)).all()) == 1
    assert set(ReaderRequest.__table__.columns.keys()) == {"id", "item_id", "at"}


def test_top_priority_set_by_staff_stays(session, item):
    session.scalar(select(Accession)).priority = Priority.FIRST
    request_early_reading(session, item)
    assert _priority(session) == Priority.FIRST


def test_a_complete_item_cannot_be_requested(session):
    complete_item = make_item(session)
    assert request_state(session, complete_item.id) is RequestState.USELESS
    with pytest.raises(WrongStateError):
        request_early_reading(session, complete_item.id)


def test_too_many_requests_are_refused_until_the_next_hour(session, item):
    _crowd(session, clock.now())
    with pytest.raises(TooManyRequestsError):
        request_early_reading(session, item)
    session.execute(update(ReaderRequest).values(at=clock.now() - timedelta(hours=1, minutes=1)))
    request_early_reading(session, item)
    assert request_state(session, item) is RequestState.ASKED
