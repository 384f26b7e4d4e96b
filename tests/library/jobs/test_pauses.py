"""The whole workshop rests and goes on."""

from sqlalchemy import select

from library.jobs import pauses
from library.jobs.models import WorkshopPause
from tests.makers import BY


def test_the_workshop_works_until_it_is_told_to_rest(session):
    assert pauses.resting_since(session) is None
    pauses.pause(session, BY)
    assert pauses.resting_since(session) is not None


def test_the_workshop_goes_on_when_it_is_told(session):
    pauses.pause(session, BY)
    pauses.resume(session, BY)
    assert pauses.resting_since(session) is None


def test_each_rest_is_remembered_once(session):
    for _ in range(2):
        pauses.pause(session, BY)
        pauses.pause(session, BY)
        pauses.resume(session, BY)
        pauses.resume(session, BY)
    assert len(session.scalars(select(WorkshopPause)).all()) == 2
