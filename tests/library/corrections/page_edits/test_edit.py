"""Corrections are stored separately from OCR output, follow their picture, and can be undone."""

import pytest
from sqlalchemy import select

from library.catalogue.models import PageText
from library.catalogue.text.words import pack, unpack
from library.corrections.models import Revision
from library.corrections.page_edits import edit, page_history
from library.corrections.page_edits.edit import EditContext
from library.corrections.page_edits.misreadings import usual_corrections
from library.storage.content_store import ContentStore
from tests.library.corrections.pages import set_lines, texts
from tests.makers import BY, make_item, make_page

_WIDTH, _HEIGHT = 1000, 500


@pytest.fixture
def context(session, tmp_path):
    """Return an edit context."""
    return EditContext(session, ContentStore(tmp_path / "derivatives"), BY, ("vie",))


@pytest.fixture
def page(session, context):
    """Add a page with a misreading at the left."""
    item = make_item(session, texts=(), published=False)
    words = context.store.put(pack(set_lines("Ủy ban câp tỉnh")))
    columns = {"words": words, "width": _WIDTH, "height": _HEIGHT, "quality": 0.5}
    return make_page(session, item, "-", taken_from="ab:0 0.0-1.0", **columns)


def _correct(context, page, typed="Ủy ban cấp tỉnh"):
    edit.save(context, page, page.words, {0: typed})


def _lines(context, page):
    return texts(unpack(context.store.read(page.words)))


def _reread(context, page, words, taken_from="ab:0 0.0-1.0", width=_WIDTH):
    """Replace the words of a page by another OCR output."""
    page.words = page.as_read = context.store.put(pack(words))
    page.taken_from, page.width = taken_from, width
    context.session.flush()
    edit.apply_revisions(context.session, context.store, page, ("vie",))
    return _lines(context, page)


def test_the_ocr_output_is_kept(context, page):
    original = page.words
    _correct(context, page)
    assert page.as_read == original != page.words


def test_the_text_is_updated(context, page, session):
    _correct(context, page)
    assert session.scalar(select(PageText.text).where(PageText.page_id == page.id)) == (
        "Ủy ban cấp tỉnh"
    )


def test_undoing_everything_restores_the_ocr_output(context, page, session):
    original = page.words
    _correct(context, page)
    edit.undo(context, page, edit.revisions_of(session, page))
    assert page.words == original


def test_a_correction_stays_with_its_half_when_the_picture_is_split(context, page, session):
    _correct(context, page)
    left_lines = _reread(context, page, set_lines("Ủy ban câp tỉnh"), "ab:0 0.0-0.5", 500)
    other = make_page(session, page.item, "-", taken_from="ab:0 0.5-1.0", width=500, height=_HEIGHT)
    right_lines = _reread(context, other, set_lines("Ủy ban câp tỉnh"), "ab:0 0.5-1.0", 500)
    assert (left_lines, right_lines) == (["Ủy ban cấp tỉnh"], ["Ủy ban câp tỉnh"])


def test_the_other_half_finds_its_corrections_when_the_picture_is_whole_again(
    context, page, session
):
    part = make_page(session, page.item, "-", taken_from="ab:0 0.5-1.0", width=500, height=_HEIGHT)
    part.words = context.store.put(pack(set_lines("nhân dân tinh")))
    _correct(context, part, "nhân dân tỉnh")
    session.delete(part)
    session.flush()
    words = tuple(word for word in _shifted(set_lines("nhân dân tinh"), 500))
    assert _reread(context, page, words) == ["nhân dân tỉnh"]


def _shifted(words, by):
    return (type(word)(word.text, word.left + by, *_rest(word)) for word in words)


def _rest(word):
    return word.top, word.width, word.height, word.confidence, word.block, word.line


def test_unplaced_corrections_are_counted_and_not_lost(context, page, session):
    _correct(context, page)
    assert _reread(context, page, set_lines("Phố chợ Kỳ Lừa")) == ["Phố chợ Kỳ Lừa"]
    assert [step.astray for step in page_history.history(session, page)] == [1]
    assert _reread(context, page, set_lines("Ủy ban câp tỉnh")) == ["Ủy ban cấp tỉnh"]
    assert [step.astray for step in page_history.history(session, page)] == [0]


def test_corrections_are_located_by_text_on_a_new_picture(context, page):
    _correct(context, page)
    rescan = tuple(_shifted(set_lines("Ủy ban câp tỉnh"), 300))
    assert _reread(context, page, rescan, "cd:0 0.0-1.0") == ["Ủy ban cấp tỉnh"]


def test_a_revision_outlives_its_page(context, page, session):
    _correct(context, page)
    session.delete(page)
    session.flush()
    session.expire_all()
    assert session.scalars(select(Revision)).one().page_id is None


def test_undone_corrections_leave_the_misreading_statistics(context, page, session):
    _correct(context, page)
    assert usual_corrections(session, ["câp,"]) == {"câp": ("cấp",)}
    edit.undo(context, page, edit.revisions_of(session, page))
    assert usual_corrections(session, ["câp"]) == {}
