"""The whole pipeline is paused and resumed."""

from sqlalchemy import select

from library.jobs import pauses
from library.jobs.models import WorkshopPause
from tests.makers import BY


def test_the_pipeline_rests_until_it_is_resumed_and_each_pause_is_recorded_once(session):
    assert pauses.resting_since(session) is None
    for _ in range(2):
        pauses.pause(session, BY)
        pauses.pause(session, BY)
        assert pauses.resting_since(session) is not None
        pauses.resume(session, BY)
        pauses.resume(session, BY)
        assert pauses.resting_since(session) is None
    assert len(session.scalars(select(WorkshopPause)).all()) == 2
