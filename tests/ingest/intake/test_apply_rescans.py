"""A page is scanned again: readers keep the old one until the new one is there."""

from collections.abc import Iterator

import pytest
from PIL import Image
from sqlalchemy import select

from library.accessions.models import Accession, AccessionState
from library.accessions.register import deposit, enter
from library.catalogue.models import Item, ItemState, Page
from library.catalogue.queries import page_sheets
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import Desk, page_of
from library.corrections.page_edits.line_diff import lines_of, text_of
from library.database import reading, work
from library.page_arrangement import overlays, page_versions, undo_log
from library.page_arrangement.page_versions import Standing
from library.storage.content_store import ContentStore
from library.triage import instructions
from tests.ingest import papers
from tests.ingest.days import Lot, hand_in, shelves, steps, work_through
from tests.ingest.papers import LETTER, PLAN, Sheet, scan
from tests.makers import BY, make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lot]:
    """Give an open item of three scanned pages."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    sheets = [Sheet(scan(LETTER)), Sheet(papers.blank()), Sheet(scan(LETTER).rotate(180))]
    path = papers.write_pdf(tmp_path_factory.mktemp("giao") / "sổ.pdf", *sheets)
    hand_in(settings, engine, path, publish=True)
    yield Lot(settings, engine, work_through(settings, engine)["sổ.pdf"])
    engine.dispose()


@pytest.fixture
def lot(worked) -> Iterator[Lot]:
    """Give the item, and take back at the end whatever was done to it."""
    yield worked
    work_through(worked.settings, worked.engine)
    with work(worked.engine) as session:
        while undo_log.undo(_on(session, worked)):
            pass
    work_through(worked.settings, worked.engine)


def _on(session, lot):
    return undo_log.table(session, session.get_one(Item, lot.outcome.item), BY)


def _id(lot, number):
    with reading(lot.engine) as session:
        return session.scalar(select(Page.id).where(Page.number == number))


def _rescan(lot, path, ask, *told):
    """Hand a rescan in, as the office does."""
    delivery = deposit(ContentStore(lot.settings.masters), path.name, (path,))
    with work(lot.engine) as session:
        rescan = enter(session, delivery, collection="van-ban", by=BY)
        ask(_on(session, lot), *told, rescan)
    return work_through(lot.settings, lot.engine)


def _scan(tmp_path, name=PLAN, called="quét lại.png"):
    papers.write_scan(tmp_path / called, name)
    return tmp_path / called


def _undo(lot):
    with work(lot.engine) as session:
        undo_log.undo(_on(session, lot))
    work_through(lot.settings, lot.engine)


def _texts(lot):
    with reading(lot.engine) as session:
        return [s.text[:20] for s in page_sheets(session, lot.outcome.item, with_text=True)]


def _mended(lot):
    with reading(lot.engine) as session:
        return page_versions.of_item(session, lot.outcome.item)[0]


def test_a_page_is_replaced_and_comes_back_as_it_was(lot, tmp_path):
    before = shelves(lot.engine)
    _rescan(lot, _scan(tmp_path), overlays.ask_to_replace, [_id(lot, 1)])
    assert lot.sheet(1).text != before[lot.outcome.item][4][0].text
    read = len(steps(lot.engine, "recognise"))
    _undo(lot)
    assert shelves(lot.engine) == before
    assert len(steps(lot.engine, "recognise")) == read


def test_the_old_master_and_its_picture_are_kept_and_told(lot, tmp_path):
    _rescan(lot, _scan(tmp_path), overlays.ask_to_replace, [_id(lot, 1)])
    mended, store = _mended(lot), ContentStore(lot.settings.masters)
    (old,) = mended.before
    assert (mended.standing, old.master) == (Standing.HOLDS, "sổ.pdf")
    assert store.is_sound(old.digest)
    assert ContentStore(lot.settings.derivatives).holds(old.reading.digest)


def test_readers_keep_the_old_page_until_the_new_one_is_made(lot, tmp_path):
    before = lot.sheet(1)
    path = _scan(tmp_path)
    delivery = deposit(ContentStore(lot.settings.masters), path.name, (path,))
    with work(lot.engine) as session:
        rescan = enter(session, delivery, collection="van-ban", by=BY)
        overlays.ask_to_replace(_on(session, lot), [_id(lot, 1)], rescan)
    assert lot.sheet(1) == before
    with reading(lot.engine) as session:
        assert session.get_one(Item, lot.outcome.item).state is ItemState.PUBLISHED


@pytest.mark.slow
def test_a_missing_page_is_put_in_and_taken_out_again(lot, tmp_path):
    before, place = shelves(lot.engine), _texts(lot)
    _rescan(lot, _scan(tmp_path), overlays.ask_to_insert, _id(lot, 1))
    put_in = _texts(lot)
    assert [put_in[0], *put_in[2:]] == place
    assert lot.sheet(4).label == "1a"
    _undo(lot)
    assert shelves(lot.engine) == before


@pytest.mark.slow
def test_two_scans_are_joined_upright_and_parted_again(lot):
    before, width = shelves(lot.engine), lot.sheet(1).width
    with work(lot.engine) as session:
        overlays.join_scans(_on(session, lot), [_id(lot, 1), _id(lot, 3)], below=False)
    work_through(lot.settings, lot.engine)
    joined = lot.sheet(1)
    assert joined.width == pytest.approx(2 * width, rel=0.1)
    assert joined.text.count(before[lot.outcome.item][4][0].text.split("\n")[0]) == 2
    assert len(_texts(lot)) == 2
    _undo(lot)
    assert shelves(lot.engine) == before


def _correct(lot):
    """Put a word nobody could have read in the place of the first one."""
    with work(lot.engine) as session:
        desk = Desk(session, ContentStore(lot.settings.derivatives), BY, ("vie",))
        page = page_of(session, lot.outcome.item, 1)
        first, line = next(iter(lines_of(edit.words_of(desk.store, page.words)).items()))
        typed = " ".join(("Chữ-sửa", *text_of(line.words).split()[1:]))
        edit.save(desk, page, page.words, {first: typed})


@pytest.mark.slow
def test_a_correction_finds_its_word_on_the_rescan(lot, tmp_path):
    _correct(lot)
    path = tmp_path / "quét lại.png"
    wider = Image.new("L", (scan(LETTER).width + 90, scan(LETTER).height + 60), 255)
    wider.paste(scan(LETTER), (60, 40))
    wider.save(path, dpi=(200, 200))
    _rescan(lot, path, overlays.ask_to_replace, [_id(lot, 1)])
    assert lot.sheet(1).text.startswith("Chữ-sửa")
    _undo(lot)
    assert lot.sheet(1).text.startswith("Chữ-sửa")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"\xff\xd8\xff\xe0 half a photograph", "bị hỏng", id="broken"),
        pytest.param(b"not a picture", "không thuộc loại tệp", id="of no kind"),
    ],
)
def test_a_rescan_that_cannot_be_used_is_told_and_changes_nothing(lot, tmp_path, content, said):
    before = shelves(lot.engine)
    path = tmp_path / "hỏng.png"
    path.write_bytes(content)
    outcome = _rescan(lot, path, overlays.ask_to_replace, [_id(lot, 1)])["hỏng.png"]
    assert outcome.status == AccessionState.REFUSED
    assert said in outcome.message
    assert shelves(lot.engine) == before
    assert _mended(lot).standing is Standing.REFUSED


@pytest.mark.slow
def test_a_rescan_whose_item_is_gone_is_told(lot, tmp_path):
    def ask(_, rescan):
        rescan.amends = "of an item that was struck out"  # what it mends went with the item

    outcome = _rescan(lot, _scan(tmp_path), ask)["quét lại.png"]
    assert outcome.status == AccessionState.REFUSED
    assert outcome.message.startswith("Tài liệu cần thay trang không còn trong kho")


@pytest.mark.slow
def test_a_rescan_of_too_many_pages_is_told(lot, tmp_path):
    path = papers.write_pdf(tmp_path / "hai.pdf", Sheet(scan(PLAN)), Sheet(papers.blank()))
    outcome = _rescan(lot, path, overlays.ask_to_replace, [_id(lot, 1)])["hai.pdf"]
    assert "có 2 trang, nhưng cần thay 1 trang" in outcome.message


@pytest.mark.slow
def test_the_same_file_may_be_used_again_after_it_was_undone(lot, tmp_path):
    path = _scan(tmp_path)
    _rescan(lot, path, overlays.ask_to_replace, [_id(lot, 1)])
    first = lot.sheet(1)
    _undo(lot)
    _rescan(lot, path, overlays.ask_to_replace, [_id(lot, 1)])
    assert lot.sheet(1) == first


@pytest.mark.slow
def test_trying_a_rescan_again_lays_it_over_only_once(lot, tmp_path):
    _rescan(lot, _scan(tmp_path), overlays.ask_to_replace, [_id(lot, 1)])
    before = shelves(lot.engine)
    with work(lot.engine) as session:
        for accession in session.scalars(select(Accession)):
            instructions.work_again(accession)
    work_through(lot.settings, lot.engine)
    assert shelves(lot.engine) == before
