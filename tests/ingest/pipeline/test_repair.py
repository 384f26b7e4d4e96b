"""What was made and is lost is made again, that and nothing else."""

from collections.abc import Iterator

import pytest

from ingest.pipeline.outcome import Outcome
from library.catalogue.queries import page_sheet
from library.database import reading, work
from library.jobs import orders
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.days import hand_in, shelves, steps, work_through
from tests.ingest.papers import LETTER, PLAN, Sheet, scan
from tests.makers import BY, make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, object, Outcome]]:
    """Give an installation in which a delivery of two pages was worked through."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    path = tmp_path_factory.mktemp("giao") / "hai trang.pdf"
    papers.write_pdf(path, Sheet(scan(PLAN)), Sheet(scan(LETTER)))
    hand_in(settings, engine, path)
    yield settings, engine, work_through(settings, engine)["hai trang.pdf"]
    engine.dispose()


def _sheet(engine, outcome, number):
    with reading(engine) as session:
        return page_sheet(session, outcome.item, number)


def _retry(settings, engine):
    """Let the delivery be worked on again, and return what was done, by stage and page."""
    before = {step.id for step in steps(engine)}
    with work(engine) as session:
        orders.retry(session, "2026-00001", BY)
    work_through(settings, engine)
    return {(step.stage, step.page_number) for step in steps(engine) if step.id not in before}


def test_nothing_is_done_again_while_nothing_is_lost(house):
    settings, engine, _ = house
    assert _retry(settings, engine) == set()


def test_a_lost_image_is_made_again_without_reading_the_page(house):
    settings, engine, outcome = house
    before, thumbnail = shelves(engine), _sheet(engine, outcome, 1).thumbnail
    store = ContentStore(settings.derivatives)
    store.discard(thumbnail.digest)
    done = _retry(settings, engine)
    assert store.is_sound(thumbnail.digest)
    assert ("derive", 1) in done
    assert ("recognise", 1) not in done
    assert shelves(engine) == before


def test_damaged_words_are_read_again(house):
    settings, engine, outcome = house
    before, words = shelves(engine), _sheet(engine, outcome, 2).words
    store = ContentStore(settings.derivatives)
    store.path(words).chmod(0o644)
    store.path(words).write_bytes(b"?")
    done = _retry(settings, engine)
    assert store.is_sound(words)
    assert {page for _, page in done} == {2}
    assert shelves(engine) == before
