"""Pages without recognised lines are transcribed as a whole."""

import pytest
from sqlalchemy import select

from library.catalogue.models import IndexDue, PageText
from library.catalogue.text.words import pack, unpack
from library.corrections.models import Misreading, Revision, StalePdf
from library.corrections.page_edits import edit, page_history, whole_pages
from library.corrections.page_edits.edit import EditContext
from library.storage.content_store import ContentStore
from tests.library.corrections.pages import texts
from tests.makers import BY, make_item, make_page

_TEXT = "Điều 1\n\n  Thu thuê đất.\nĐiều 2"


@pytest.fixture
def context(session, tmp_path):
    """Return an edit context."""
    return EditContext(session, ContentStore(tmp_path / "derivatives"), BY, ("vie",))


@pytest.fixture
def page(session):
    """Add a page of text without an image."""
    item = make_item(session, texts=(_TEXT,), published=False)
    return item.pages[0]


@pytest.fixture
def scan(session, context):
    """Add a scan without recognised words."""
    item = make_item(session, texts=(), published=False)
    columns = {"words": context.store.put(pack(())), "width": 1000, "height": 1400}
    return make_page(session, item, "", taken_from="ab:0 0.0-1.0", **columns)


def _type(context, page, typed, base=None):
    base = base or whole_pages.version_of(context.session, page).base
    return whole_pages.save(context, page, base, typed)


def _text(session, page):
    return session.scalar(select(PageText.text).where(PageText.page_id == page.id))


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(_TEXT.replace("thuê", "thuế"), id="a word"),
        pytest.param(_TEXT + "\nĐiều 3\nĐiều 4", id="lines at the end"),
        pytest.param("Quốc hiệu\n" + _TEXT, id="a line before all"),
        pytest.param("Điều 1\nĐiều 2", id="lines gone"),
        pytest.param("Khác\nhẳn\nvà\ndài\nhơn", id="everything"),
        pytest.param("", id="nothing left"),
        pytest.param(_TEXT.replace("\n", "\n\n"), id="room between lines"),
    ],
)
def test_a_text_is_saved_as_typed_and_undone(context, page, session, typed):
    _type(context, page, typed)
    assert _text(session, page) == typed
    edit.undo(context, page, session.scalars(select(Revision)).all())
    assert _text(session, page) == _TEXT


def test_a_text_that_was_emptied_can_be_filled_again(context, page, session):
    _type(context, page, "")
    _type(context, page, "Điều 1\nĐiều 2")
    assert _text(session, page) == "Điều 1\nĐiều 2"


def test_letters_are_composed_and_line_ends_unified(context, page, session):
    _type(context, page, "Thu thue\u0302\u0301\r\nhết")
    assert _text(session, page) == "Thu thuế\nhết"


def test_the_history_has_the_lines_and_the_page_is_queued_for_indexing(context, page, session):
    _type(context, page, _TEXT.replace("thuê", "thuế"))
    (step,) = page_history.history(session, page)
    assert step.changes == (("  Thu thuê đất.", "  Thu thuế đất.", None),)
    assert session.scalars(select(IndexDue.page_number)).all()[-1] == 1


def test_a_text_has_no_stale_pdf_and_no_misreading(context, page, session):
    _type(context, page, _TEXT.replace("thuê", "thuế"))
    assert session.scalars(select(StalePdf)).all() == []
    assert session.scalars(select(Misreading)).all() == []


def test_edits_to_different_lines_are_merged(context, page, session):
    base = whole_pages.version_of(session, page).base
    _type(context, page, _TEXT.replace("Điều 1", "Điều một"))
    _type(context, page, _TEXT.replace("Điều 2", "Điều hai"), base)
    assert _text(session, page) == "Điều một\n\n  Thu thuê đất.\nĐiều hai"


def test_edits_to_the_same_line_conflict(context, page, session):
    base = whole_pages.version_of(session, page).base
    _type(context, page, _TEXT.replace("thuê", "thuế"))
    mine = _TEXT.replace("thuê", "thuễ").replace("Điều 2", "Điều hai")
    result = _type(context, page, mine, base)
    assert [(edit_.was, edit_.now) for edit_ in result.theirs] == [
        ("  Thu thuê đất.", "  Thu thuế đất.")
    ]
    assert result.text == mine
    assert "thuế" in _text(session, page)


def test_a_scan_is_filled_with_evenly_spread_lines(context, scan, session):
    result = _type(context, scan, "Ủy ban\n\nLạng Sơn, ngày 2")
    words = unpack(context.store.read(scan.words))
    assert result.count == 2
    assert texts(words) == ["Ủy ban", "Lạng Sơn, ngày 2"]
    assert _text(session, scan) == "Ủy ban\nLạng Sơn, ngày 2"
    assert all(0 < w.left < 1000 and 0 < w.top < 1400 and w.checked for w in words)


def test_a_scan_of_many_lines_keeps_them_apart(context, scan):
    lines = [f"dòng thứ {number} của trang" for number in range(120)]
    _type(context, scan, "\n".join(lines))
    assert texts(unpack(context.store.read(scan.words))) == lines


def test_a_transcription_of_a_scan_is_undone(context, scan, session):
    _type(context, scan, "Ủy ban")
    edit.undo(context, scan, session.scalars(select(Revision)).all())
    assert unpack(context.store.read(scan.words)) == ()
    assert whole_pages.needs_transcription(context.store, scan)


def test_a_scan_filled_by_somebody_else_is_not_filled_again(context, scan, session):
    base = scan.words
    _type(context, scan, "Ủy ban\ntỉnh")
    result = _type(context, scan, "Uỷ ban", base)
    assert (result.count, result.text, result.theirs[0].now) == (0, "Uỷ ban", "Ủy ban\ntỉnh")
