"""A person types the text of a page where there are no lines to type under."""

import pytest
from sqlalchemy import select

from library.catalogue.models import IndexDue, PageText
from library.catalogue.text.words import pack, unpack
from library.corrections.models import LeafDue, Misreading, Revision
from library.corrections.page_edits import edit, page_history, whole_pages
from library.corrections.page_edits.edit import Desk
from library.storage.content_store import ContentStore
from tests.library.corrections.pages import texts
from tests.makers import BY, make_item, make_page

_TEXT = "Điều 1\n\n  Thu thuê đất.\nĐiều 2"


@pytest.fixture
def desk(session, tmp_path):
    """Give a desk at which pages are corrected."""
    return Desk(session, ContentStore(tmp_path / "derivatives"), BY, ("vie",))


@pytest.fixture
def page(session):
    """Shelve a page of text without an image."""
    item = make_item(session, texts=(_TEXT,), published=False)
    return item.pages[0]


@pytest.fixture
def scan(session, desk):
    """Shelve a scan on which nothing was read."""
    item = make_item(session, texts=(), published=False)
    told = {"words": desk.store.put(pack(())), "width": 1000, "height": 1400}
    return make_page(session, item, "", taken_from="ab:0 0.0-1.0", **told)


def _type(desk, page, typed, base=None):
    base = base or whole_pages.version_of(desk.session, page).base
    return whole_pages.save(desk, page, base, typed)


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
def test_a_text_reads_as_it_was_typed_and_comes_back(desk, page, session, typed):
    _type(desk, page, typed)
    assert _text(session, page) == typed
    edit.undo(desk, page, session.scalars(select(Revision)).all())
    assert _text(session, page) == _TEXT


def test_a_text_that_was_emptied_can_be_filled_again(desk, page, session):
    _type(desk, page, "")
    _type(desk, page, "Điều 1\nĐiều 2")
    assert _text(session, page) == "Điều 1\nĐiều 2"


def test_letters_are_composed_and_returns_are_of_one_kind(desk, page, session):
    _type(desk, page, "Thu thue\u0302\u0301\r\nhết")
    assert _text(session, page) == "Thu thuế\nhết"


def test_the_history_tells_the_lines_and_search_is_told(desk, page, session):
    _type(desk, page, _TEXT.replace("thuê", "thuế"))
    (step,) = page_history.steps(session, page)
    assert step.changes == (("  Thu thuê đất.", "  Thu thuế đất."),)
    assert session.scalars(select(IndexDue.page_number)).all()[-1] == 1


def test_a_text_has_no_leaf_and_teaches_no_misreading(desk, page, session):
    _type(desk, page, _TEXT.replace("thuê", "thuế"))
    assert session.scalars(select(LeafDue)).all() == []
    assert session.scalars(select(Misreading)).all() == []


def test_two_people_who_change_other_lines_both_keep_theirs(desk, page, session):
    base = whole_pages.version_of(session, page).base
    _type(desk, page, _TEXT.replace("Điều 1", "Điều một"))
    _type(desk, page, _TEXT.replace("Điều 2", "Điều hai"), base)
    assert _text(session, page) == "Điều một\n\n  Thu thuê đất.\nĐiều hai"


def test_two_people_who_change_the_same_line_are_shown_both(desk, page, session):
    base = whole_pages.version_of(session, page).base
    _type(desk, page, _TEXT.replace("thuê", "thuế"))
    mine = _TEXT.replace("thuê", "thuễ").replace("Điều 2", "Điều hai")
    done = _type(desk, page, mine, base)
    assert [(one.was, one.now) for one in done.theirs] == [("  Thu thuê đất.", "  Thu thuế đất.")]
    assert done.text == mine
    assert "thuế" in _text(session, page)


def test_a_scan_is_filled_with_lines_about_where_they_stand(desk, scan, session):
    done = _type(desk, scan, "Ủy ban\n\nLạng Sơn, ngày 2")
    words = unpack(desk.store.read(scan.words))
    assert done.count == 2
    assert texts(words) == ["Ủy ban", "Lạng Sơn, ngày 2"]
    assert _text(session, scan) == "Ủy ban\nLạng Sơn, ngày 2"
    assert all(0 < w.left < 1000 and 0 < w.top < 1400 and w.checked for w in words)


def test_a_scan_of_many_lines_keeps_them_apart(desk, scan):
    lines = [f"dòng thứ {number} của trang" for number in range(120)]
    _type(desk, scan, "\n".join(lines))
    assert texts(unpack(desk.store.read(scan.words))) == lines


def test_what_was_typed_on_a_scan_is_taken_back(desk, scan, session):
    _type(desk, scan, "Ủy ban")
    edit.undo(desk, scan, session.scalars(select(Revision)).all())
    assert unpack(desk.store.read(scan.words)) == ()
    assert whole_pages.is_typed_whole(desk.store, scan)


def test_a_scan_somebody_filled_meanwhile_is_not_filled_twice(desk, scan, session):
    base = scan.words
    _type(desk, scan, "Ủy ban\ntỉnh")
    done = _type(desk, scan, "Uỷ ban", base)
    assert (done.count, done.text, done.theirs[0].now) == (0, "Uỷ ban", "Ủy ban\ntỉnh")
