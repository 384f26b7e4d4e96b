"""With its files in a bucket, a delivery is read in one piece, though its worker is killed."""

import json
import os
import shutil
import signal
from contextlib import suppress
from subprocess import Popen, TimeoutExpired

import pytest
from sqlalchemy import func, select

from app import create_app
from library.accessions.models import SourceFile
from library.catalogue.models import Page, PageState
from library.catalogue.queries import page_details
from library.database import open_database, reading
from library.fixity.orphans import find_orphans
from library.storage.stores import derivative_store, master_store
from tests.databases import DATABASES
from tests.journeys.conftest import PLAN_70, Installation
from tests.makers import make_settings
from tests.object_stores import bucket_variables

pytestmark = pytest.mark.scale


@pytest.fixture(scope="module")
def variables():
    """Return the values of `make_settings` for files in a bucket."""
    return bucket_variables()


@pytest.fixture(scope="module")
def installation(tmp_path_factory, variables):
    """Return a new installation whose files are in a bucket."""
    environment = {f"DIACHI_{name.upper()}": value for name, value in variables.items()}
    fresh = Installation(tmp_path_factory.mktemp("nhà"), environment)
    DATABASES.prepare(DATABASES.url(fresh.home))
    assert fresh.run("init").code == 0
    return fresh


@pytest.fixture(scope="module")
def settings(installation, variables):
    """Return the settings of the installation."""
    return make_settings(installation.home, **variables)


@pytest.fixture(scope="module")
def database(settings):
    """Return the database of the installation."""
    engine = open_database(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def outcome(installation, database):
    """Deliver five pages, kill the pipeline after the first, and return how the next run ends."""
    added = installation.run("ingest", "add", PLAN_70, "--collection", "van-ban", "--publish")
    assert added.code == 0, added.err
    with installation.start("ingest", "run") as process:
        while process.poll() is None and not _pages_done(database):
            _wait_briefly(process)
        os.killpg(process.pid, signal.SIGKILL)
    assert _pages_done(database) < 5
    shutil.rmtree(installation.home / "files-cache")  # another machine goes on
    result = installation.run("ingest", "run", "--json")
    assert result.code == 0, result.err
    (fact,) = result.facts
    return fact


def _wait_briefly(process: Popen) -> None:
    with suppress(TimeoutExpired):
        process.wait(0.05)


def _pages_done(database) -> int:
    with reading(database) as session:
        return session.scalar(select(func.count()).where(Page.state == PageState.DONE))


def test_the_delivery_is_finished_after_the_kill(outcome):
    assert (outcome["status"], outcome["pages"], outcome["failed_pages"]) == ("done", 5, 0)


def test_every_object_that_the_database_names_is_sound(outcome, settings, database):
    masters, derivatives = master_store(settings), derivative_store(settings)
    with reading(database) as session:
        delivered = set(session.scalars(select(SourceFile.digest)))
        pages = session.scalars(select(Page)).all()
        derived = {file.digest for page in pages for file in page.derivatives}
        derived |= {page.words for page in pages}
    assert delivered == set(masters.digests())
    assert derived <= set(derivatives.digests())
    assert all(masters.is_sound(digest) for digest in delivered)
    assert all(derivatives.is_sound(digest) for digest in derived)


def test_no_object_is_left_over_and_one_that_is_gets_reported(outcome, settings, database):
    assert list(find_orphans(settings, database, -1)) == []
    digest = master_store(settings).put(b"of a process that was killed")
    (orphan,) = find_orphans(settings, database, -1)
    assert (orphan.store, orphan.digest) == ("masters", digest)
    master_store(settings).discard(digest)


def test_nothing_is_in_the_data_folder_but_copies(outcome, settings):
    assert not list(settings.home.glob("masters/*")) + list(settings.home.glob("derivatives/*"))


def test_a_reader_finds_and_sees_a_page_on_a_machine_with_an_empty_cache(
    outcome, installation, settings, database
):
    answer = installation.run("search", "thanh pho can tho", "--json")
    assert outcome["item"] in [hit["item"] for hit in json.loads(answer.out)["hits"]]
    shutil.rmtree(settings.files_cache)
    with reading(database) as session:
        page = page_details(session, outcome["item"], 1)
    app = create_app(settings)
    browser = app.test_client()
    assert browser.get(f"/tai-lieu/{outcome['item']}/trang/1").status_code == 200
    image = browser.get(f"/tai-lieu/{outcome['item']}/trang/1/anh/{page.reading[0].digest}")
    assert image.status_code == 200
    assert image.data == derivative_store(settings).read(page.reading[0].digest)
    app.extensions["services"].close()


def test_the_installation_is_healthy_and_every_master_is_checked(outcome, installation):
    checks = {fact["name"]: fact["ok"] for fact in installation.run("doctor", "--json").facts}
    assert all(checks.values()), checks
    assert "5 tệp gốc: 5 nguyên vẹn" in installation.run("fixity", "check", "--all").out
