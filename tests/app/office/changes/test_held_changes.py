"""Changes of what is published in a collection with review, through every door of the office."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from library.accessions.models import Accession, AccessionState
from library.catalogue.access import publishing
from library.catalogue.authorities.models import Authority
from library.catalogue.cataloguing import publish
from library.catalogue.description import holdings, original_records
from library.catalogue.models import Item, ItemState, Page, PageText
from library.catalogue.text.words import pack
from library.changes.models import ChangeSet, ChangeState
from library.database import Base, reading, work
from library.recordings.cues import Cue
from library.storage.content_store import ContentStore
from library.storage.stores import master_store
from tests.app.scans import make_scan
from tests.library.corrections.pages import set_lines
from tests.makers import BY, make_accession, make_item
from tests.recordings import add_words, make_recording

_REVIEW = "/can-bo/cho-duyet"
_DECIDE = "/can-bo/cho-duyet/thay-doi"
_SEEN = (
    *("item", "authority", "item_authority", "page", "page_text", "transcript", "picture"),
    *("silenced_span", "named_person", "holding", "original_record"),
)
_COLUMNS, _NOTE = ("nhan", "chi-thi"), ("911", "##", "$aBản chép tay")
_UNSEEN = {"changed", "checked", "astray"}
"""Columns of which readers see nothing."""


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


def _enter_copy(browser, engine, item):
    address = f"/can-bo/tai-lieu/{item}/ban"
    return browser.send(address, address, {"call_number": "DC.02", "location": "Kho"})


_OF_BOOKS = {
    "copy": _enter_copy,
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


def test_a_marc_record_waits_with_what_the_description_lacks(staff, engine, book, public):
    address, old = f"/can-bo/tai-lieu/{book}/marc", public()
    cataloguer, reviewer = staff("cataloguer"), staff("reviewer")
    shown = cataloguer.visit(address)
    columns = [
        *([field.get("value") for field in shown.all("input", name=name)] for name in _COLUMNS),
        ["".join(field.itertext()) for field in shown.all("textarea", name="nd")],
    ]
    lines = [[*column, new] for column, new in zip(columns, _NOTE, strict=True)]
    form = shown.form(address) | dict(zip((*_COLUMNS, "nd"), lines, strict=True))
    assert "chờ một người khác duyệt" in cataloguer.send(address, address, form).words
    assert public() == old
    assert "911 ## $aBản chép tay" in reviewer.visit(_REVIEW).words
    _decide(reviewer, _number(engine), "duyet")
    with reading(engine) as session:
        assert ["911", "  ", "\x1faBản chép tay"] in original_records.of_item(
            session, book
        ).content["fields"]


def test_a_part_that_two_people_publish_needs_no_third(staff, engine, book):
    with work(engine) as session:
        part = make_item(session, "Bài đầu", collection="mat", published=False)
        part.part_of = book
        publishing.submit(session, part, "lan")
    page = f"/can-bo/tai-lieu/{part.id}"
    staff("reviewer").send(page, page, {"viec": "cong-bo"})
    with reading(engine) as session:
        assert session.get(Item, part.id).state is ItemState.PUBLISHED


def test_a_lost_copy_never_waits_and_one_that_is_back_does(staff, engine, book):
    address = f"/can-bo/tai-lieu/{book}/ban"
    cataloguer, copy = staff("cataloguer"), {"call_number": "DC.02", "condition": "good"}
    with work(engine) as session:
        item = session.get(Item, book)
        holdings.replace_copies(session, item, [holdings.Copy(call_number="DC.02")], BY)
    for condition, stored in (("lost", "lost"), ("good", "lost")):
        cataloguer.send(address, address, copy | {"condition": condition})
        with reading(engine) as session:
            assert holdings.of_item(session, book)[0].condition == stored


def test_a_rescan_waits_paused_and_goes_on_once_approved(staff, engine, book):
    with work(engine) as session:
        delivered = make_accession(session, "sổ.pdf", state=AccessionState.DONE, item_id=book)
        session.get(Item, book).accession_id = delivered.id
        pages = session.scalars(select(Page).where(Page.item_id == book)).all()
        for number, page in enumerate(pages):
            page.taken_from = f"a:{number} 0.0-1.0"
    file = BytesIO()
    Image.new("L", (100, 140), 200).save(file, "PNG")
    address = f"/can-bo/tai-lieu/{book}/quet-lai"
    fields = {"viec": "thay", "trang": [str(pages[1].id)]}
    file.seek(0)
    cataloguer = staff("cataloguer")
    cataloguer.send(address, address, {**fields, "tep": [(file, "mới.png")]})
    rescan = select(Accession).where(Accession.amends == book)
    with reading(engine) as session:
        number = session.scalars(rescan).one().number
    cataloguer.send(f"/can-bo/lan-nhap/{number}", f"/can-bo/lan-nhap/{number}/tiep-tuc", {})
    with reading(engine) as session:
        assert session.scalars(rescan).one().paused is not None
    reviewer = staff("reviewer")
    assert "“mới.png”" in reviewer.visit(_REVIEW).words
    _decide(reviewer, _number(engine), "bo", status=403)
    _decide(reviewer, _number(engine) - 1, "duyet")
    with reading(engine) as session:
        assert session.scalars(rescan).one().paused is None


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
        assert session.scalars(select(ChangeSet.state)).all() == [ChangeState.APPROVED]


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
