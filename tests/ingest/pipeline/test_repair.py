"""Tests that lost derivatives are made again, and nothing else."""

from collections.abc import Iterator

import pytest
from PIL import Image

from ingest.pipeline.outcome import Outcome
from library.catalogue.pages import lost_files
from library.catalogue.queries import page_details
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.database import reading, work
from library.jobs import orders
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.days import catalogue_contents, ledger_steps, run_pipeline, submit
from tests.ingest.papers import LETTER, PLAN, PdfPage, scan
from tests.makers import BY, make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, object, Outcome]]:
    """Return an installation that processed a delivery of two pages."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    path = tmp_path_factory.mktemp("giao") / "hai trang.pdf"
    papers.write_pdf(path, PdfPage(scan(PLAN)), PdfPage(scan(LETTER)))
    submit(settings, engine, path)
    yield settings, engine, run_pipeline(settings, engine)["hai trang.pdf"]
    engine.dispose()


def _page(engine, outcome, number):
    with reading(engine) as session:
        return page_details(session, outcome.item, number)


def _retry(settings, engine):
    """Process the delivery again, and return the new steps as stage and page number."""
    old_ids = {step.id for step in ledger_steps(engine)}
    with work(engine) as session:
        orders.retry(session, "2026-00001", BY)
    run_pipeline(settings, engine)
    return {
        (step.stage, step.page_number) for step in ledger_steps(engine) if step.id not in old_ids
    }


def test_no_step_is_repeated_while_nothing_is_lost(house):
    settings, engine, _ = house
    assert _retry(settings, engine) == set()


def test_a_lost_image_is_made_again_without_reading_the_page(house):
    settings, engine, outcome = house
    contents, thumbnail = catalogue_contents(engine), _page(engine, outcome, 1).thumbnail
    store = ContentStore(settings.derivatives)
    store.discard(thumbnail.digest)
    repeated = _retry(settings, engine)
    assert store.is_sound(thumbnail.digest)
    assert ("derive", 1) in repeated
    assert ("recognise", 1) not in repeated
    assert catalogue_contents(engine) == contents


def test_damaged_words_are_read_again(house):
    settings, engine, outcome = house
    contents, words = catalogue_contents(engine), _page(engine, outcome, 1).words
    store = ContentStore(settings.derivatives)
    store.path(words).chmod(0o644)
    store.path(words).write_bytes(b"?")
    repeated = _retry(settings, engine)
    assert store.is_sound(words)
    assert {page for _, page in repeated} == {1}
    assert catalogue_contents(engine) == contents


def _damage(store, digest, how):
    """Delete, truncate or overwrite a file."""
    place = store.path(digest)
    place.chmod(0o644)
    content = place.read_bytes()
    if how == "delete":
        place.unlink()
    else:
        place.write_bytes(content[:9] if how == "truncate" else b"?" * len(content))


@pytest.mark.parametrize("how", ["delete", "truncate", "overwrite"])
def test_the_files_of_a_page_come_back_after_a_check(house, how):
    settings, engine, outcome = house
    contents, page = catalogue_contents(engine), _page(engine, outcome, 1)
    digests = [page.words, *(image.digest for image in page.images)]
    store = ContentStore(settings.derivatives)
    for digest in digests:
        _damage(store, digest, how)
    lost_files.check_sample(engine, store, 0, 10)
    run_pipeline(settings, engine)
    assert all(store.is_sound(digest) for digest in digests)
    assert catalogue_contents(engine) == contents
    with reading(engine) as session:
        assert lost_files.lost_count(session) == 0


def test_the_corrected_page_pdf_comes_back_after_a_check(house):
    settings, engine, outcome = house
    store = ContentStore(settings.derivatives)
    with work(engine) as session:
        page = edit.page_of(session, outcome.item, 2)
        context = EditContext(session, store, BY, ("vie",))
        edit.save(context, page, page.words, {0: "Thành nhà Mạc"})
    run_pipeline(settings, engine)
    corrected = _page(engine, outcome, 2)
    for digest in (corrected.page_pdf.digest, corrected.words):
        _damage(store, digest, "overwrite")
    lost_files.check_sample(engine, store, 0, 10)
    run_pipeline(settings, engine)
    assert _page(engine, outcome, 2) == corrected
    assert store.is_sound(corrected.page_pdf.digest)
    assert store.is_sound(corrected.words)


def test_a_page_stays_readable_if_its_master_is_lost_too(house):
    settings, engine, outcome = house
    contents, thumbnail = catalogue_contents(engine), _page(engine, outcome, 1).thumbnail
    masters = ContentStore(settings.masters)
    (master,) = masters.digests()
    moved = masters.path(master).rename(settings.home / "master")
    _damage(ContentStore(settings.derivatives), thumbnail.digest, "delete")
    _retry(settings, engine)
    assert catalogue_contents(engine) == contents
    moved.rename(settings.masters / master[:2] / master)
    _retry(settings, engine)
    assert ContentStore(settings.derivatives).is_sound(thumbnail.digest)


def test_lost_tiles_of_a_large_page_come_back_after_a_check(settings, engine, tmp_path):
    picture = Image.new("L", (4300, 4000), 245)
    picture.paste(scan(PLAN), (300, 300))
    picture.save(tmp_path / "khổ lớn.png", dpi=(400, 400))
    submit(settings, engine, tmp_path / "khổ lớn.png")
    outcome = run_pipeline(settings, engine)["khổ lớn.png"]
    contents, tiles = catalogue_contents(engine), _page(engine, outcome, 1).tiles
    store = ContentStore(settings.derivatives)
    for how in ("delete", "overwrite"):
        _damage(store, tiles.digest, how)
        lost_files.check_sample(engine, store, 0, 10)
        run_pipeline(settings, engine)
        assert store.is_sound(tiles.digest)
        assert catalogue_contents(engine) == contents
