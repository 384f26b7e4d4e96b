"""Corrections stand beside what was read: they go with their picture, and come back when undone."""

import pytest
from sqlalchemy import select

from library.catalogue.models import PageText
from library.catalogue.text.words import pack, unpack
from library.corrections.models import Revision
from library.corrections.page_edits import edit, page_history
from library.corrections.page_edits.edit import Desk
from library.corrections.page_edits.misreadings import usual
from library.storage.content_store import ContentStore
from tests.library.corrections.pages import set_lines, texts
from tests.makers import BY, make_item, make_page

_WIDTH, _HEIGHT = 1000, 500


@pytest.fixture
def desk(session, tmp_path):
    """Give a desk at which pages are corrected."""
    return Desk(session, ContentStore(tmp_path / "derivatives"), BY, ("vie",))


@pytest.fixture
def page(session, desk):
    """Shelve a picture with a misreading at the left."""
    item = make_item(session, texts=(), published=False)
    words = desk.store.put(pack(set_lines("Ủy ban câp tỉnh")))
    told = {"words": words, "width": _WIDTH, "height": _HEIGHT, "quality": 0.5}
    return make_page(session, item, "-", taken_from="ab:0 0.0-1.0", **told)


def _correct(desk, page, typed="Ủy ban cấp tỉnh"):
    edit.save(desk, page, page.words, {0: typed})


def _lines(desk, page):
    return texts(unpack(desk.store.read(page.words)))


def _reread(desk, page, words, taken_from="ab:0 0.0-1.0", width=_WIDTH):
    """Let the workshop put another reading on the shelf."""
    page.words = page.as_read = desk.store.put(pack(words))
    page.taken_from, page.width = taken_from, width
    desk.session.flush()
    edit.follow(desk.session, desk.store, page, ("vie",))
    return _lines(desk, page)


def test_what_was_read_is_kept(desk, page):
    before = page.words
    _correct(desk, page)
    assert page.as_read == before != page.words


def test_the_text_follows(desk, page, session):
    _correct(desk, page)
    assert session.scalar(select(PageText.text).where(PageText.page_id == page.id)) == (
        "Ủy ban cấp tỉnh"
    )


def test_when_everything_is_taken_back_the_words_are_those_that_were_read(desk, page, session):
    before = page.words
    _correct(desk, page)
    edit.undo(desk, page, edit.revisions_of(session, page))
    assert page.words == before


def test_a_correction_stays_with_its_half_when_the_picture_is_parted(desk, page, session):
    _correct(desk, page)
    left = _reread(desk, page, set_lines("Ủy ban câp tỉnh"), "ab:0 0.0-0.5", 500)
    other = make_page(session, page.item, "-", taken_from="ab:0 0.5-1.0", width=500, height=_HEIGHT)
    right = _reread(desk, other, set_lines("Ủy ban câp tỉnh"), "ab:0 0.5-1.0", 500)
    assert (left, right) == (["Ủy ban cấp tỉnh"], ["Ủy ban câp tỉnh"])


def test_the_other_half_finds_its_corrections_when_the_picture_is_whole_again(desk, page, session):
    part = make_page(session, page.item, "-", taken_from="ab:0 0.5-1.0", width=500, height=_HEIGHT)
    part.words = desk.store.put(pack(set_lines("nhân dân tinh")))
    _correct(desk, part, "nhân dân tỉnh")
    session.delete(part)
    session.flush()
    words = tuple(word for word in _shifted(set_lines("nhân dân tinh"), 500))
    assert _reread(desk, page, words) == ["nhân dân tỉnh"]


def _shifted(words, by):
    return (type(word)(word.text, word.left + by, *_rest(word)) for word in words)


def _rest(word):
    return word.top, word.width, word.height, word.confidence, word.block, word.line


def test_what_finds_no_place_is_counted_and_not_lost(desk, page, session):
    _correct(desk, page)
    assert _reread(desk, page, set_lines("Phố chợ Kỳ Lừa")) == ["Phố chợ Kỳ Lừa"]
    assert [step.astray for step in page_history.steps(session, page)] == [1]
    assert _reread(desk, page, set_lines("Ủy ban câp tỉnh")) == ["Ủy ban cấp tỉnh"]
    assert [step.astray for step in page_history.steps(session, page)] == [0]


def test_another_picture_in_the_place_of_the_old_keeps_what_its_text_tells(desk, page):
    _correct(desk, page)
    rescan = tuple(_shifted(set_lines("Ủy ban câp tỉnh"), 300))
    assert _reread(desk, page, rescan, "cd:0 0.0-1.0") == ["Ủy ban cấp tỉnh"]


def test_a_revision_outlives_its_page(desk, page, session):
    _correct(desk, page)
    session.delete(page)
    session.flush()
    session.expire_all()
    assert session.scalars(select(Revision)).one().page_id is None


def test_what_was_taken_back_is_learnt_no_more(desk, page, session):
    _correct(desk, page)
    assert usual(session, ["câp,"]) == {"câp": ("cấp",)}
    edit.undo(desk, page, edit.revisions_of(session, page))
    assert usual(session, ["câp"]) == {}
