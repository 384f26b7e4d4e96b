"""The power fails in the middle of a delivery: nothing is lost and nothing is done twice."""

import os
import signal
from contextlib import suppress
from subprocess import Popen, TimeoutExpired

import pytest
from sqlalchemy import func, select

from library.accessions.models import IngestStep
from library.catalogue.models import Page, PageState
from library.database import open_database, reading
from tests.journeys.conftest import PLAN_70
from tests.makers import make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def database(house):
    """Give the database of the house, to look over the command's shoulder."""
    engine = open_database(make_settings(house.home).database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def steps_before(house, database):
    """Cut the power when the first page is on the shelves; give what had been recognised."""
    house.says("ingest", "add", PLAN_70, "--collection", "van-ban")
    with house.start("ingest", "run") as process:
        while process.poll() is None and not _pages_done(database):
            _let_it_work(process)
        os.killpg(process.pid, signal.SIGKILL)
    return _recognised(database)


@pytest.fixture(scope="module")
def outcome(house, steps_before):
    """Start again, and give what the workshop tells."""
    (fact,) = house.says("ingest", "run", "--json").facts
    return fact


def _let_it_work(process: Popen) -> None:
    with suppress(TimeoutExpired):
        process.wait(0.05)


def _pages_done(database) -> int:
    with reading(database) as session:
        return session.scalar(select(func.count()).where(Page.state == PageState.DONE))


def _recognised(database) -> dict[str, object]:
    with reading(database) as session:
        steps = select(IngestStep.key, IngestStep.at).where(IngestStep.stage == "recognise")
        return dict(session.execute(steps).all())


def test_the_cut_comes_before_the_end(steps_before):
    assert 1 <= len(steps_before) < 5


def test_the_delivery_is_finished_after_the_cut(outcome):
    assert (outcome["status"], outcome["pages"]) == ("done", 5)


def test_every_page_was_recognised_once(database, outcome):
    assert len(_recognised(database)) == 5


def test_no_page_was_recognised_again(database, steps_before, outcome):
    assert steps_before.items() <= _recognised(database).items()
