"""One misreading is corrected all over a collection; nothing is done twice, all is undone."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from library.catalogue.models import Page, PageText
from library.catalogue.text.words import pack, unpack
from library.corrections.batch_edits import batches, run_batch
from library.corrections.batch_edits.models import SweepPlace, SweepState
from library.corrections.models import Revision
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import Desk
from library.corrections.problems import NothingToSweepError
from library.database import reading, work
from library.errors import WrongStateError
from library.storage.content_store import ContentStore
from tests.library.corrections.pages import set_lines, texts
from tests.makers import BY, make_item, make_page


@pytest.fixture
def desk(session, tmp_path):
    """Give a desk at which pages are corrected."""
    return Desk(session, ContentStore(tmp_path / "derivatives"), BY, ("vie",))


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    """Let a portion be a few pages, so that there are several."""
    monkeypatch.setattr(run_batch, "PAGES_LOOKED_AT", 2)
    monkeypatch.setattr(run_batch, "PAGES_CORRECTED", 2)


def _shelve(desk, item, *lines):
    words = set_lines(*lines)
    told = {"words": desk.store.put(pack(words)), "width": 1000, "height": 500}
    return make_page(desk.session, item, "\n".join(lines), **told)


def _shelve_all(desk):
    """Shelve five pages with the misreading in two items, and one in another collection."""
    first, second, other = (
        make_item(desk.session, title, texts=(), published=False, collection=slug)
        for title, slug in (("Một", "van-ban"), ("Hai", "van-ban"), ("Ba", "dia-chi"))
    )
    _shelve(desk, other, "Ủy ban câp tỉnh")
    return [
        _shelve(desk, first, "Ủy ban câp tỉnh", "câp, huyện"),
        _shelve(desk, first, "không có gì"),
        _shelve(desk, first, "“câp” xã"),
        _shelve(desk, second, "câp phường"),
        _shelve(desk, second, "cấp đúng rồi câp"),
    ]


@pytest.fixture
def pages(desk):
    """Shelve pages with the misreading."""
    return _shelve_all(desk)


def _found(desk):
    sweep = batches.begin(desk.session, "van-ban", "câp", "cấp", BY)
    while sweep.state is SweepState.FINDING:
        run_batch.note_spotted(desk.session, run_batch.look(desk.session, desk.store, sweep))
    return sweep


def _drain(desk, sweep):
    while sweep.state is SweepState.CORRECTING:
        run_batch.correct_some(desk, sweep)
    while sweep.state is SweepState.UNDOING:
        run_batch.undo_some(desk, sweep)


def _lines(desk, page):
    return texts(unpack(desk.store.read(page.words)))


def _ids(session, sweep):
    rows = select(SweepPlace.id).where(SweepPlace.sweep_id == sweep.id).order_by(SweepPlace.id)
    return list(session.scalars(rows))


def test_every_place_in_the_collection_is_found_and_nothing_is_changed(desk, pages, session):
    sweep = _found(desk)
    report = batches.report(session, sweep)
    assert (report.looked, report.found, report.chosen, report.corrected) == (5, 5, 5, 0)
    assert session.scalar(select(func.count(Revision.id))) == 0


def test_the_places_are_shown_page_after_page(desk, pages, session):
    sweep = _found(desk)
    shown = batches.places(session, sweep.id, first=0, count=10)
    assert [one.seen.word.text for one in shown if one.title == "Một"] == ["câp", "câp,", "“câp”"]
    assert len(batches.places(session, sweep.id, first=3, count=10)) == 2


def test_all_is_corrected_in_portions_with_the_marks_around(desk, pages, session):
    sweep = _found(desk)
    batches.correct(session, sweep, BY)
    _drain(desk, sweep)
    assert _lines(desk, pages[0]) == ["Ủy ban cấp tỉnh", "cấp, huyện"]
    assert _lines(desk, pages[2]) == ["“cấp” xã"]
    assert batches.report(session, sweep).corrected == 5
    assert "câp" not in session.get_one(PageText, pages[4].id).text


def test_another_collection_stays_as_it_is(desk, pages, session):
    sweep = _found(desk)
    batches.correct(session, sweep, BY)
    _drain(desk, sweep)
    texts_left = session.scalars(select(PageText)).all()
    assert sum("câp" in row.text for row in texts_left) == 1


def test_what_a_person_unticked_stays(desk, pages, session):
    sweep = _found(desk)
    first, *others = _ids(session, sweep)
    batches.choose(session, sweep, [first, *others], others, BY)
    batches.correct(session, sweep, BY)
    _drain(desk, sweep)
    assert _lines(desk, pages[0]) == ["Ủy ban câp tỉnh", "cấp, huyện"]


def test_ticks_of_one_screen_leave_the_others_alone(desk, pages, session):
    sweep = _found(desk)
    first, second, *_ = _ids(session, sweep)
    batches.choose(session, sweep, [first], [], BY)
    batches.choose(session, sweep, [second], [second], BY)
    assert batches.report(session, sweep).chosen == 4


def test_a_place_somebody_corrected_meanwhile_is_passed_over(desk, pages, session):
    sweep = _found(desk)
    edit.save(desk, pages[3], pages[3].words, {0: "câp thị xã"})
    edit.save(desk, pages[2], pages[2].words, {0: "“cặp” xã"})
    batches.correct(session, sweep, BY)
    _drain(desk, sweep)
    assert _lines(desk, pages[2]) == ["“cặp” xã"]
    assert (batches.report(session, sweep).corrected, batches.report(session, sweep).passed) == (
        4,
        1,
    )


def test_everything_is_undone(desk, pages, session):
    before = [_lines(desk, page) for page in pages]
    sweep = _found(desk)
    batches.correct(session, sweep, BY)
    _drain(desk, sweep)
    batches.undo(session, sweep, BY)
    _drain(desk, sweep)
    assert [_lines(desk, page) for page in pages] == before
    assert sweep.state is SweepState.UNDONE


def test_a_sweep_is_undone_in_the_middle(desk, pages, session):
    sweep = _found(desk)
    batches.correct(session, sweep, BY)
    run_batch.correct_some(desk, sweep)
    batches.undo(session, sweep, BY)
    _drain(desk, sweep)
    assert _lines(desk, pages[0]) == ["Ủy ban câp tỉnh", "câp, huyện"]


class _Struck(ContentStore):
    """A store that fails once, at some file."""

    left = 0

    def put(self, content):
        self.left -= 1
        if self.left == 0:
            raise OSError
        return super().put(content)


def _portion_is_the_last(desk, engine, sweep_id):
    """Do one portion as the workshop does, kept whole or not at all."""
    try:
        with work(engine) as session:
            sweep = batches.find(session, sweep_id)
            run_batch.correct_some(replace(desk, session=session), sweep)
            return sweep.state is SweepState.CORRECTED
    except OSError:
        return False


@pytest.mark.parametrize("at", range(1, 8))
def test_struck_anywhere_it_goes_on_and_does_nothing_twice(engine, tmp_path, at):
    store = _Struck(tmp_path / "derivatives")
    with work(engine) as session:
        desk = Desk(session, store, BY, ("vie",))
        pages, sweep = _shelve_all(desk), _found(desk)
        batches.correct(session, sweep, BY)
    store.left = at
    while not _portion_is_the_last(desk, engine, sweep.id):
        pass
    with reading(engine) as session:
        made = session.scalars(select(Revision.page_id).where(Revision.batch == sweep.batch))
        assert sorted(made) == sorted(pages[n].id for n in (0, 2, 3, 4))
        assert _lines(desk, session.get_one(Page, pages[3].id)) == ["cấp phường"]


def test_a_look_that_comes_twice_counts_once(desk, pages, session):
    sweep = batches.begin(session, "van-ban", "câp", "cấp", BY)
    spotted = run_batch.look(session, desk.store, sweep)
    for _ in range(2):
        run_batch.note_spotted(session, spotted)
    assert batches.report(session, sweep).looked == 2


@pytest.mark.parametrize(
    ("seen", "meant"), [("", "x"), ("câp", ""), ("câp", "câp"), ("...", "x"), ("hai chữ", "x")]
)
def test_what_cannot_be_looked_for_is_told(session, seen, meant):
    with pytest.raises(NothingToSweepError):
        batches.begin(session, "van-ban", seen, meant, BY)


def test_what_was_corrected_is_not_ordered_twice(desk, pages, session):
    sweep = _found(desk)
    batches.correct(session, sweep, BY)
    with pytest.raises(WrongStateError):
        batches.correct(session, sweep, BY)
    with pytest.raises(WrongStateError):
        batches.give_up(session, sweep, BY)


def test_a_page_whose_words_are_lost_holds_nothing_up(desk, pages, session):
    desk.store.path(pages[0].words).unlink()
    sweep = _found(desk)
    assert batches.report(session, sweep).found == 3
    spoilt = desk.store.path(pages[2].words)
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"nothing")
    batches.correct(session, sweep, BY)
    _drain(desk, sweep)
    report = batches.report(session, sweep)
    assert (report.corrected, report.passed) == (2, 1)
    desk.store.path(pages[3].as_read).unlink()
    batches.undo(session, sweep, BY)
    _drain(desk, sweep)
    assert sweep.state is SweepState.UNDONE
