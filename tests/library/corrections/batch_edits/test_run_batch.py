"""A batch edit corrects one misreading in a collection, without repetition, and can be undone."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from library import clock
from library.catalogue.access import publishing
from library.catalogue.models import Item, ItemState, Page, PageText
from library.catalogue.text.words import pack, unpack
from library.corrections.batch_edits import batches, run_batch
from library.corrections.batch_edits.models import BatchEditPlace, BatchEditState
from library.corrections.models import Revision
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.corrections.problems import InvalidBatchEditError
from library.database import reading, work
from library.errors import WrongStateError
from library.storage.content_store import ContentStore
from tests.library.corrections.pages import set_lines, texts
from tests.makers import BY, make_item, make_page


@pytest.fixture
def context(session, tmp_path):
    """Return an edit context."""
    return EditContext(session, ContentStore(tmp_path / "derivatives"), BY, ("vie",))


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    """Limit portions to two pages, so that there are several."""
    monkeypatch.setattr(run_batch, "PAGES_PER_SCAN", 2)
    monkeypatch.setattr(run_batch, "PAGES_PER_CORRECTION", 2)


def _add_page(context, item, *lines):
    words = set_lines(*lines)
    columns = {"words": context.store.put(pack(words)), "width": 1000, "height": 500}
    return make_page(context.session, item, "\n".join(lines), **columns)


def _add_pages(context):
    """Add five pages with the misreading in two items, and one in another collection."""
    first, second, other = (
        make_item(context.session, title, texts=(), published=False, collection=slug)
        for title, slug in (("Một", "van-ban"), ("Hai", "van-ban"), ("Ba", "dia-chi"))
    )
    _add_page(context, other, "Ủy ban câp tỉnh")
    return [
        _add_page(context, first, "Ủy ban câp tỉnh", "câp, huyện"),
        _add_page(context, first, "không có gì"),
        _add_page(context, first, "“câp” xã"),
        _add_page(context, second, "câp phường"),
        _add_page(context, second, "cấp đúng rồi câp"),
    ]


@pytest.fixture
def pages(context):
    """Add pages with the misreading."""
    return _add_pages(context)


def _searched(context):
    batch_edit = batches.start(context.session, "van-ban", "câp", "cấp", BY)
    while batch_edit.state is BatchEditState.FINDING:
        run_batch.store_places(
            context.session, run_batch.scan_pages(context.session, context.store, batch_edit)
        )
    return batch_edit


def _finish(context, batch_edit):
    while batch_edit.state is BatchEditState.CORRECTING:
        run_batch.correct_portion(context, batch_edit)
    while batch_edit.state is BatchEditState.UNDOING:
        run_batch.undo_portion(context, batch_edit)


def _lines(context, page):
    return texts(unpack(context.store.read(page.words)))


def _ids(session, batch_edit):
    rows = (
        select(BatchEditPlace.id)
        .where(BatchEditPlace.sweep_id == batch_edit.id)
        .order_by(BatchEditPlace.id)
    )
    return list(session.scalars(rows))


def test_every_place_in_the_collection_is_found_and_nothing_is_changed(context, pages, session):
    batch_edit = _searched(context)
    report = batches.report(session, batch_edit)
    assert (report.looked, report.found, report.chosen, report.corrected) == (5, 5, 5, 0)
    assert session.scalar(select(func.count(Revision.id))) == 0


def test_the_places_are_shown_in_page_order(context, pages, session):
    batch_edit = _searched(context)
    shown = batches.places(session, batch_edit.id, first=0, count=10)
    assert [place.seen.word.text for place in shown if place.title == "Một"] == [
        "câp",
        "câp,",
        "“câp”",
    ]
    assert len(batches.places(session, batch_edit.id, first=3, count=10)) == 2


def test_all_places_are_corrected_in_portions_and_keep_punctuation(context, pages, session):
    batch_edit = _searched(context)
    batches.correct(session, batch_edit, BY)
    _finish(context, batch_edit)
    assert _lines(context, pages[0]) == ["Ủy ban cấp tỉnh", "cấp, huyện"]
    assert _lines(context, pages[2]) == ["“cấp” xã"]
    assert batches.report(session, batch_edit).corrected == 5
    assert "câp" not in session.get_one(PageText, pages[4].id).text


def test_what_needs_two_people_is_left_alone(context, pages, session):
    item = session.get_one(Item, pages[0].item_id)
    item.state, item.published = ItemState.PUBLISHED, clock.now()
    publishing.publication_of(session, item).two_people = True
    batch_edit = _searched(context)
    batches.correct(session, batch_edit, BY)
    _finish(context, batch_edit)
    assert _lines(context, pages[0]) == ["Ủy ban câp tỉnh", "câp, huyện"]
    assert batches.report(session, batch_edit).corrected == 2


def test_another_collection_stays_as_it_is(context, pages, session):
    batch_edit = _searched(context)
    batches.correct(session, batch_edit, BY)
    _finish(context, batch_edit)
    texts_left = session.scalars(select(PageText)).all()
    assert sum("câp" in row.text for row in texts_left) == 1


def test_an_unticked_place_is_not_corrected(context, pages, session):
    batch_edit = _searched(context)
    first, *remaining = _ids(session, batch_edit)
    batches.choose(session, batch_edit, [first, *remaining], remaining, BY)
    batches.correct(session, batch_edit, BY)
    _finish(context, batch_edit)
    assert _lines(context, pages[0]) == ["Ủy ban câp tỉnh", "cấp, huyện"]


def test_ticks_of_one_screen_leave_the_others_alone(context, pages, session):
    batch_edit = _searched(context)
    first, second, *_ = _ids(session, batch_edit)
    batches.choose(session, batch_edit, [first], [], BY)
    batches.choose(session, batch_edit, [second], [second], BY)
    assert batches.report(session, batch_edit).chosen == 4


def test_a_place_corrected_by_somebody_else_is_skipped(context, pages, session):
    batch_edit = _searched(context)
    edit.save(context, pages[3], pages[3].words, {0: "câp thị xã"})
    edit.save(context, pages[2], pages[2].words, {0: "“cặp” xã"})
    batches.correct(session, batch_edit, BY)
    _finish(context, batch_edit)
    assert _lines(context, pages[2]) == ["“cặp” xã"]
    assert (
        batches.report(session, batch_edit).corrected,
        batches.report(session, batch_edit).passed,
    ) == (
        4,
        1,
    )


def test_everything_is_undone(context, pages, session):
    original = [_lines(context, page) for page in pages]
    batch_edit = _searched(context)
    batches.correct(session, batch_edit, BY)
    _finish(context, batch_edit)
    batches.undo(session, batch_edit, BY)
    _finish(context, batch_edit)
    assert [_lines(context, page) for page in pages] == original
    assert batch_edit.state is BatchEditState.UNDONE


def test_a_batch_edit_is_undone_in_the_middle(context, pages, session):
    batch_edit = _searched(context)
    batches.correct(session, batch_edit, BY)
    run_batch.correct_portion(context, batch_edit)
    batches.undo(session, batch_edit, BY)
    _finish(context, batch_edit)
    assert _lines(context, pages[0]) == ["Ủy ban câp tỉnh", "câp, huyện"]


class _FailingStore(ContentStore):
    """A store that fails once, at some file."""

    puts_until_failure = 0

    def put(self, content):
        self.puts_until_failure -= 1
        if self.puts_until_failure == 0:
            raise OSError
        return super().put(content)


def _portion_is_the_last(context, engine, batch_edit_id):
    """Correct one portion in its own transaction; return True if it was the last."""
    try:
        with work(engine) as session:
            batch_edit = batches.find(session, batch_edit_id)
            run_batch.correct_portion(replace(context, session=session), batch_edit)
            return batch_edit.state is BatchEditState.CORRECTED
    except OSError:
        return False


@pytest.mark.parametrize("at", range(1, 8))
def test_after_a_failure_anywhere_it_continues_without_repetition(engine, tmp_path, at):
    store = _FailingStore(tmp_path / "derivatives")
    with work(engine) as session:
        context = EditContext(session, store, BY, ("vie",))
        pages, batch_edit = _add_pages(context), _searched(context)
        batches.correct(session, batch_edit, BY)
    store.puts_until_failure = at
    while not _portion_is_the_last(context, engine, batch_edit.id):
        pass
    with reading(engine) as session:
        corrected = session.scalars(
            select(Revision.page_id).where(Revision.batch == batch_edit.batch)
        )
        assert sorted(corrected) == sorted(pages[n].id for n in (0, 2, 3, 4))
        assert _lines(context, session.get_one(Page, pages[3].id)) == ["cấp phường"]


def test_a_search_result_stored_twice_counts_once(context, pages, session):
    batch_edit = batches.start(session, "van-ban", "câp", "cấp", BY)
    result = run_batch.scan_pages(session, context.store, batch_edit)
    for _ in range(2):
        run_batch.store_places(session, result)
    assert batches.report(session, batch_edit).looked == 2


@pytest.mark.parametrize(
    ("seen", "corrected"), [("", "x"), ("câp", ""), ("câp", "câp"), ("...", "x"), ("hai chữ", "x")]
)
def test_an_invalid_word_pair_raises(session, seen, corrected):
    with pytest.raises(InvalidBatchEditError):
        batches.start(session, "van-ban", seen, corrected, BY)


def test_a_correction_is_not_ordered_twice(context, pages, session):
    batch_edit = _searched(context)
    batches.correct(session, batch_edit, BY)
    with pytest.raises(WrongStateError):
        batches.correct(session, batch_edit, BY)
    with pytest.raises(WrongStateError):
        batches.give_up(session, batch_edit, BY)


def test_a_page_with_lost_words_does_not_stop_the_batch_edit(context, pages, session):
    context.store.path(pages[0].words).unlink()
    batch_edit = _searched(context)
    assert batches.report(session, batch_edit).found == 3
    spoilt = context.store.path(pages[2].words)
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"nothing")
    batches.correct(session, batch_edit, BY)
    _finish(context, batch_edit)
    report = batches.report(session, batch_edit)
    assert (report.corrected, report.passed) == (2, 1)
    context.store.path(pages[3].as_read).unlink()
    batches.undo(session, batch_edit, BY)
    _finish(context, batch_edit)
    assert batch_edit.state is BatchEditState.UNDONE
