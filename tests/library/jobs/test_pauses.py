"""The whole pipeline is paused and resumed."""

from sqlalchemy import select

from library.jobs import pauses
from library.jobs.models import WorkshopPause
from tests.makers import BY


def test_the_pipeline_runs_until_paused(session):
    assert pauses.resting_since(session) is None
    pauses.pause(session, BY)
    assert pauses.resting_since(session) is not None


def test_the_pipeline_continues_after_resume(session):
    pauses.pause(session, BY)
    pauses.resume(session, BY)
    assert pauses.resting_since(session) is None


def test_each_pause_is_recorded_once(session):
    for _ in range(2):
        pauses.pause(session, BY)
        pauses.pause(session, BY)
        pauses.resume(session, BY)
        pauses.resume(session, BY)
    assert len(session.scalars(select(WorkshopPause)).all()) == 2
