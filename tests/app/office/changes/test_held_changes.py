"""Changes of what is published in a collection with review, through every door of the office."""

import pytest
from sqlalchemy import select

from library.catalogue.authorities.models import Authority
from library.catalogue.cataloguing import publish
from library.catalogue.models import Item, Page, PageText
from library.catalogue.text.words import pack
from library.changes.models import ChangeSet
from library.database import Base, reading, work
from library.recordings.cues import Cue
from library.storage.content_store import ContentStore
from library.storage.stores import master_store
from tests.app.scans import make_scan
from tests.library.corrections.pages import set_lines
from tests.makers import BY, make_collections, make_item, make_settings
from tests.recordings import add_words, make_recording

_REVIEW = "/can-bo/cho-duyet"
_DECIDE = "/can-bo/cho-duyet/thay-doi"
_SEEN = (
    *("item", "authority", "item_authority", "page", "page_text", "transcript", "picture"),
    *("silenced_span", "named_person"),
)
_UNSEEN = {"changed", "checked", "astray"}
"""Columns of which readers see nothing."""


@pytest.fixture
def settings(tmp_path):
    """Return settings with a collection that needs two people."""
    folder = make_collections(
        tmp_path / "sưu tập", mat='title = "Mật"\nsummary = ""\nfour_eyes = true\n'
    )
    return make_settings(tmp_path / "nhà", collections=str(folder))


@pytest.fixture
def book(engine, settings):
    """Enter a published book of three scans; return its id."""
    with work(engine) as session:
        item = make_item(
            session, "Sổ địa bạ", collection="mat", creator="Vi Hong", texts=(), published=False
        )
        for text in ("một", "hai", "ba"):
            page = make_scan(session, settings, item, text)
            page.words = ContentStore(settings.derivatives).put(pack(set_lines(f"{text} câp")))
        make_item(session, "Vãi Đàng", collection="mat", creator="Vi Hồng", published=False)
        publish(session, item, BY)
    return item.id


@pytest.fixture
def tape(engine, settings):
    """Enter a published recording with words; return its id."""
    file = master_store(settings).put(b"RIFF" + b"tieng goc " * 99)
    with work(engine) as session:
        item = make_item(session, "Then cổ", collection="mat", texts=(), published=False)
        make_recording(session, settings, item, file=file)
        add_words(session, item, (Cue(1000, 4000, "lời đầu"), Cue(5000, 9000, "cuối")), file=file)
        publish(session, item, BY)
    return item.id


@pytest.fixture
def public(engine):
    """Return a function that reads all rows of which strangers see something."""

    def read():
        with reading(engine) as session:
            return {
                name: sorted(
                    str({key: row[key] for key in row if key not in _UNSEEN})
                    for row in session.execute(select(Base.metadata.tables[name])).mappings()
                )
                for name in _SEEN
            }

    return read


def _authority(engine, name):
    with reading(engine) as session:
        return session.scalar(select(Authority.id).where(Authority.name == name))


def _rename(browser, engine, item):
    address = f"/can-bo/ten/{_authority(engine, 'Vi Hong')}"
    return browser.send(address, address, {"name": "Vy Hồng"})


def _merge(browser, engine, item):
    loser, winner = _authority(engine, "Vi Hong"), _authority(engine, "Vi Hồng")
    address = f"/can-bo/ten/{loser}/gop"
    return browser.send(f"{address}?vao={winner}", address, {"vao": winner})


def _correct(browser, engine, item):
    address = f"/can-bo/tai-lieu/{item}/trang/1/sua"
    return browser.send(address, address, {"dong-0": "một cấp"})


def _pages(act, number, **fields):
    def press(browser, engine, item):
        with reading(engine) as session:
            page = session.scalar(
                select(Page.id).where(Page.item_id == item, Page.number == number)
            )
        address = f"/can-bo/tai-lieu/{item}/trang"
        return browser.send(address, address, {"viec": act, "trang": [str(page)], **fields})

    return press


def _caption(browser, engine, item):
    address = f"/can-bo/tai-lieu/{item}/trang/1/anh"
    return browser.send(address, address, {"caption": "Chợ Kỳ Lừa", "persons": "Bà Lợi"})


def _transcribe(browser, engine, item):
    address = f"/can-bo/tai-lieu/{item}/trang/1/sua"
    fields = {"loi": "0:01 | lời khác\n0:05 | cuối"}
    return browser.send(address, f"{address}/loi", fields)


_OF_BOOKS = {
    "rename": _rename,
    "merge": _merge,
    "correct": _correct,
    "move": _pages("chuyen", 1, truoc=""),
    "number": _pages("danh-so", 1, **{"kieu-so": "la-ma", "tu": "1"}),
    "caption": _caption,
}


def _number(engine):
    with reading(engine) as session:
        return session.scalar(select(ChangeSet.id).order_by(ChangeSet.id.desc()))


def _decide(browser, number, act, status=200, on=_REVIEW, **fields):
    return browser.send(on, _DECIDE, {"so": str(number), "viec": act, **fields}, status=status)


@pytest.mark.parametrize("press", _OF_BOOKS.values(), ids=_OF_BOOKS)
def test_readers_see_it_once_a_second_person_approves(staff, engine, book, public, press):
    old = public()
    assert "chờ một người khác duyệt" in press(staff("cataloguer"), engine, book).words
    assert public() == old
    reviewer = staff("reviewer")
    assert "Sổ địa bạ" in reviewer.visit(_REVIEW).words
    assert "Đã duyệt" in _decide(reviewer, _number(engine), "duyet").words
    assert public() != old


def test_words_of_a_recording_wait(staff, engine, tape, public):
    old = public()
    _transcribe(staff("cataloguer"), engine, tape)
    assert public() == old
    _decide(staff("reviewer"), _number(engine), "duyet")
    with reading(engine) as session:
        assert any("lời khác" in text for text in session.scalars(select(PageText.text)))


def test_hiding_a_page_never_waits_and_showing_it_does(staff, engine, book, public):
    cataloguer = staff("cataloguer")
    _pages("bo", 2)(cataloguer, engine, book)
    hidden = public()
    _pages("dua-lai", 2)(cataloguer, engine, book)
    with reading(engine) as session:
        assert session.scalar(select(Page.number).where(Page.left_out)) == 2
    assert public() == hidden
    _decide(staff("reviewer"), _number(engine), "duyet")
    assert public() != hidden


def test_silencing_never_waits_and_lifting_it_does(staff, engine, tape, public):
    cataloguer, old = staff("reviewer"), public()
    address = f"/can-bo/tai-lieu/{tape}/trang/1/giu-kin"
    cataloguer.send(address, address, {"tu": "0:05", "den": "0:09", "ly-do": "health"})
    silenced = public()
    assert silenced != old
    cataloguer.send(address, f"{address}/1/thoi", {"vi-sao": "gia đình đồng ý"})
    assert public() == silenced


def test_elsewhere_nothing_waits(staff, engine, settings):
    with work(engine) as session:
        item = make_item(session, "Sách", creator="Vi Hong", published=False)
        publish(session, item, BY)
    _rename(staff("cataloguer"), engine, item.id)
    with reading(engine) as session:
        assert session.get(Item, item.id).creator == "Vy Hồng"
        assert session.scalar(select(ChangeSet.id)) is None


def test_the_author_takes_a_change_back_and_does_not_approve_it(staff, engine, book, public):
    author, old = staff("reviewer"), public()
    _rename(author, engine, book)
    number = _number(engine)
    assert "cần một người khác" in _decide(author, number, "duyet", status=409).words
    page = f"/can-bo/tai-lieu/{book}"
    assert "Rút lại đề nghị của tôi" in author.visit(page).words
    assert "Đã rút đề nghị" in _decide(author, number, "bo", on=page).words
    _correct(author, engine, book)
    _decide(staff("administrator"), number, "duyet", status=409)
    assert public() == old


def test_a_returned_change_goes_to_its_author_with_the_reason(staff, engine, book):
    author, reviewer = staff("cataloguer"), staff("reviewer")
    _correct(author, engine, book)
    assert "hãy ghi cần sửa gì" in _decide(reviewer, _number(engine), "tra").words
    _decide(reviewer, _number(engine), "tra", **{"ly-do": "Trong ảnh là câp"})
    assert "Trong ảnh là câp" in author.visit("/can-bo").words
    assert "Sổ địa bạ" not in reviewer.visit(_REVIEW).words


def test_a_change_of_what_somebody_changed_meanwhile_is_not_written(staff, engine, book, public):
    author, reviewer = staff("cataloguer"), staff("reviewer")
    _rename(author, engine, book)
    first = _number(engine)
    address = f"/can-bo/ten/{_authority(engine, 'Vi Hong')}"
    author.send(address, address, {"name": "Vi Hông"})
    _decide(reviewer, _number(engine), "duyet")
    old = public()
    assert "người khác đã đổi" in _decide(reviewer, first, "duyet", status=409).words
    assert public() == old


def test_the_reviewer_sees_the_words_that_differ(staff, engine, book):
    author, reviewer = staff("cataloguer"), staff("reviewer")
    _rename(author, engine, book)
    _correct(author, engine, book)
    page = reviewer.visit(_REVIEW)
    assert "“Vi Hong”: Tên" in page.words
    assert ["Vy Hồng" in text for text in page.says("ins")].count(True) == 1
    assert "Chữ của trang, trang 1: Chữ" in page.words
