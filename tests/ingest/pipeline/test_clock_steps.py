"""A wall clock that is set forward makes no page too slow."""

from concurrent.futures import Future
from dataclasses import replace

import pytest

from ingest.pipeline.outcome import outcome_of
from ingest.pipeline.progress_display import Progress
from ingest.pipeline.runner import _Round
from ingest.pipeline.tasks import InProgress, Task, TaskKind
from library.accessions.models import Accession
from library.database import reading, work
from library.triage import instructions
from tests.makers import make_accession


class _Pool:
    """A pool that is given tasks, and never ends them."""

    def schedule(self, function, args, timeout):
        """Return a future that the test ends."""
        return Future()

    def raise_if_disk_full(self, error):
        """Raise nothing: no disk is full."""


@pytest.fixture
def opening(settings, engine):
    """Return a round in which a delivery is being opened."""
    with work(engine) as session:
        accession = make_accession(session)
        orders = instructions.current(session, accession.id)
    settled_round = _Round(settings, engine, _Pool(), lambda outcome: None, Progress())
    settled_round.deliveries[accession.id] = InProgress(accession.priority, orders, running=1)
    settled_round._submit(Task(accession.id, TaskKind.OPEN))
    return settled_round


def _time_out(opening, **changes):
    ((future, task),) = opening.running.items()
    del opening.running[future]
    future.set_exception(TimeoutError())
    opening._handle_result(replace(task, **changes), future)


def test_a_task_before_its_deadline_is_submitted_again(opening):
    _time_out(opening)
    assert [task.kind for task in opening.running.values()] == [TaskKind.OPEN]


def test_a_task_after_its_deadline_is_refused(opening, engine):
    _time_out(opening, deadline=0.0)
    assert not opening.running
    with reading(engine) as session:
        outcome = outcome_of(session, session.query(Accession.id).scalar())
    assert "Xử lý quá" in outcome.sentence
