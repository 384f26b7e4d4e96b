"""After a power cut during a delivery nothing is lost and nothing is done twice."""

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
def database(installation):
    """Return the database of the installation, to observe the command's work."""
    engine = open_database(make_settings(installation.home).database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def steps_before(installation, database):
    """Kill the pipeline when the first page is done; return the recognised steps."""
    installation.run("ingest", "add", PLAN_70, "--collection", "van-ban")
    with installation.start("ingest", "run") as process:
        while process.poll() is None and not _pages_done(database):
            _wait_briefly(process)
        os.killpg(process.pid, signal.SIGKILL)
    return _recognised(database)


@pytest.fixture(scope="module")
def outcome(installation, steps_before):
    """Run the pipeline again, and return its outcome."""
    (fact,) = installation.run("ingest", "run", "--json").facts
    return fact


def _wait_briefly(process: Popen) -> None:
    with suppress(TimeoutExpired):
        process.wait(0.05)


def _pages_done(database) -> int:
    with reading(database) as session:
        return session.scalar(select(func.count()).where(Page.state == PageState.DONE))


def _recognised(database) -> dict[str, object]:
    with reading(database) as session:
        steps = select(IngestStep.key, IngestStep.at).where(IngestStep.stage == "recognise")
        return dict(session.execute(steps).all())


def test_the_cut_comes_before_the_last_page(steps_before):
    assert 1 <= len(steps_before) < 5


def test_the_delivery_is_finished_after_the_cut(outcome):
    assert (outcome["status"], outcome["pages"]) == ("done", 5)


def test_every_page_was_recognised_once(database, outcome):
    assert len(_recognised(database)) == 5


def test_no_page_was_recognised_again(database, steps_before, outcome):
    assert steps_before.items() <= _recognised(database).items()
