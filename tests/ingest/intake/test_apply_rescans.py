"""Tests of rescans: readers see the old page until the new one is ready."""

from collections.abc import Iterator

import pytest
from PIL import Image
from sqlalchemy import select

from library.accessions.models import Accession, AccessionState
from library.accessions.register import deposit, enter
from library.catalogue.models import Item, ItemState, Page
from library.catalogue.queries import item_pages
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext, page_of
from library.corrections.page_edits.line_diff import lines_of, text_of
from library.database import reading, work
from library.page_arrangement import actions, overlays, page_versions
from library.page_arrangement.page_versions import OverlayState
from library.storage.content_store import ContentStore
from library.triage import instructions
from tests.ingest import papers
from tests.ingest.days import (
    ProcessedDelivery,
    catalogue_contents,
    ledger_steps,
    run_pipeline,
    submit,
)
from tests.ingest.papers import LETTER, PLAN, PdfPage, scan
from tests.makers import BY, make_database, make_settings
from tests.presses import act, undo_last

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessedDelivery]:
    """Return a published item of three scanned pages."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    sheets = [PdfPage(scan(LETTER)), PdfPage(papers.blank()), PdfPage(scan(LETTER).rotate(180))]
    path = papers.write_pdf(tmp_path_factory.mktemp("giao") / "sổ.pdf", *sheets)
    submit(settings, engine, path, publish=True)
    yield ProcessedDelivery(settings, engine, run_pipeline(settings, engine)["sổ.pdf"])
    engine.dispose()


@pytest.fixture
def lot(worked) -> Iterator[ProcessedDelivery]:
    """Return the item, and undo all changes to it afterwards."""
    yield worked
    run_pipeline(worked.settings, worked.engine)
    with work(worked.engine) as session:
        item = session.get_one(Item, worked.outcome.item)
        while undo_last(session, item):
            session.flush()
    run_pipeline(worked.settings, worked.engine)


def _on(session, lot):
    return actions.load_arrangement(session, session.get_one(Item, lot.outcome.item), BY)


def _id(lot, number):
    with reading(lot.engine) as session:
        return session.scalar(select(Page.id).where(Page.number == number))


def _rescan(lot, path, ask, *args):
    """Submit a rescan, as the office does."""
    delivery = deposit(ContentStore(lot.settings.masters), path.name, (path,))
    with work(lot.engine) as session:
        rescan = enter(session, delivery, collection="van-ban", by=BY)
        ask(_on(session, lot), *args, rescan)
    return run_pipeline(lot.settings, lot.engine)


def _scan(tmp_path, name=PLAN, called="quét lại.png"):
    papers.write_scan(tmp_path / called, name)
    return tmp_path / called


def _undo(lot):
    with work(lot.engine) as session:
        undo_last(session, session.get_one(Item, lot.outcome.item))
    run_pipeline(lot.settings, lot.engine)


def _texts(lot):
    with reading(lot.engine) as session:
        return [s.text[:20] for s in item_pages(session, lot.outcome.item, with_text=True)]


def _mended(lot):
    with reading(lot.engine) as session:
        return page_versions.overlays_of_item(session, lot.outcome.item)[0]


def test_replacing_a_page_can_be_undone(lot, tmp_path):
    contents = catalogue_contents(lot.engine)
    _rescan(lot, _scan(tmp_path), overlays.request_replacement, [_id(lot, 1)])
    assert lot.page(1).text != contents[lot.outcome.item][4][0].text
    read = len(ledger_steps(lot.engine, "recognise"))
    _undo(lot)
    assert catalogue_contents(lot.engine) == contents
    assert len(ledger_steps(lot.engine, "recognise")) == read


def test_the_old_master_and_its_image_are_kept_and_listed(lot, tmp_path):
    _rescan(lot, _scan(tmp_path), overlays.request_replacement, [_id(lot, 1)])
    mended, store = _mended(lot), ContentStore(lot.settings.masters)
    (old,) = mended.before
    assert (mended.standing, old.master) == (OverlayState.HOLDS, "sổ.pdf")
    assert store.is_sound(old.digest)
    assert ContentStore(lot.settings.derivatives).holds(old.reading.digest)


def test_readers_keep_the_old_page_until_the_new_one_is_made(lot, tmp_path):
    old_page = lot.page(1)
    path = _scan(tmp_path)
    delivery = deposit(ContentStore(lot.settings.masters), path.name, (path,))
    with work(lot.engine) as session:
        rescan = enter(session, delivery, collection="van-ban", by=BY)
        overlays.request_replacement(_on(session, lot), [_id(lot, 1)], rescan)
    assert lot.page(1) == old_page
    with reading(lot.engine) as session:
        assert session.get_one(Item, lot.outcome.item).state is ItemState.PUBLISHED


@pytest.mark.slow
def test_inserting_a_missing_page_can_be_undone(lot, tmp_path):
    contents, place = catalogue_contents(lot.engine), _texts(lot)
    _rescan(lot, _scan(tmp_path), overlays.request_insertion, _id(lot, 1))
    put_in = _texts(lot)
    assert [put_in[0], *put_in[2:]] == place
    assert lot.page(4).label == "1a"
    _undo(lot)
    assert catalogue_contents(lot.engine) == contents


@pytest.mark.slow
def test_joining_two_scans_upright_can_be_undone(lot):
    contents, width = catalogue_contents(lot.engine), lot.page(1).width
    ids = [_id(lot, 1), _id(lot, 3)]
    with work(lot.engine) as session:
        act(session, session.get_one(Item, lot.outcome.item), overlays.join_scans, ids, below=False)
    run_pipeline(lot.settings, lot.engine)
    joined = lot.page(1)
    assert joined.width == pytest.approx(2 * width, rel=0.1)
    assert joined.text.count(contents[lot.outcome.item][4][0].text.split("\n")[0]) == 2
    assert len(_texts(lot)) == 2
    _undo(lot)
    assert catalogue_contents(lot.engine) == contents


def _correct(lot, word="Chữ-sửa"):
    """Replace the first word by one that OCR could not have read, and return it."""
    with work(lot.engine) as session:
        desk = EditContext(session, ContentStore(lot.settings.derivatives), BY, ("vie",))
        page = page_of(session, lot.outcome.item, 1)
        first, line = next(iter(lines_of(edit.words_of(desk.store, page.words)).items()))
        old, *words = text_of(line.words).split()
        edit.save(desk, page, page.words, {first: " ".join((word, *words))})
    return old


@pytest.mark.slow
def test_a_correction_finds_its_word_on_the_rescan(lot, tmp_path):
    old = _correct(lot)
    path = tmp_path / "quét lại.png"
    wider = Image.new("L", (scan(LETTER).width + 90, scan(LETTER).height + 60), 255)
    wider.paste(scan(LETTER), (60, 40))
    wider.save(path, dpi=(200, 200))
    _rescan(lot, path, overlays.request_replacement, [_id(lot, 1)])
    assert lot.page(1).text.startswith("Chữ-sửa")
    _undo(lot)
    assert lot.page(1).text.startswith("Chữ-sửa")
    _correct(lot, old)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"\xff\xd8\xff\xe0 half a photograph", "bị hỏng", id="broken"),
        pytest.param(b"not a picture", "không thuộc loại tệp", id="of no kind"),
    ],
)
def test_an_unusable_rescan_is_refused_and_changes_nothing(lot, tmp_path, content, message):
    contents = catalogue_contents(lot.engine)
    path = tmp_path / "hỏng.png"
    path.write_bytes(content)
    outcome = _rescan(lot, path, overlays.request_replacement, [_id(lot, 1)])["hỏng.png"]
    assert outcome.status == AccessionState.REFUSED
    assert message in outcome.message
    assert catalogue_contents(lot.engine) == contents
    assert _mended(lot).standing is OverlayState.REFUSED


@pytest.mark.slow
def test_a_rescan_of_a_deleted_item_is_refused(lot, tmp_path):
    def ask(_, rescan):
        rescan.amends = "of an item that was struck out"  # what it mends went with the item

    outcome = _rescan(lot, _scan(tmp_path), ask)["quét lại.png"]
    assert outcome.status == AccessionState.REFUSED
    assert outcome.message.startswith("Tài liệu cần thay trang không còn trong kho")


@pytest.mark.slow
def test_a_rescan_of_too_many_pages_is_refused(lot, tmp_path):
    path = papers.write_pdf(tmp_path / "hai.pdf", PdfPage(scan(PLAN)), PdfPage(papers.blank()))
    outcome = _rescan(lot, path, overlays.request_replacement, [_id(lot, 1)])["hai.pdf"]
    assert "có 2 trang, nhưng cần thay 1 trang" in outcome.message


@pytest.mark.slow
def test_the_same_file_may_be_used_again_after_it_was_undone(lot, tmp_path):
    path = _scan(tmp_path)
    _rescan(lot, path, overlays.request_replacement, [_id(lot, 1)])
    first = lot.page(1)
    _undo(lot)
    _rescan(lot, path, overlays.request_replacement, [_id(lot, 1)])
    assert lot.page(1) == first


@pytest.mark.slow
def test_retrying_a_rescan_applies_it_only_once(lot, tmp_path):
    _rescan(lot, _scan(tmp_path), overlays.request_replacement, [_id(lot, 1)])
    contents = catalogue_contents(lot.engine)
    with work(lot.engine) as session:
        for accession in session.scalars(select(Accession)):
            instructions.requeue(accession)
    run_pipeline(lot.settings, lot.engine)
    assert catalogue_contents(lot.engine) == contents
