"""Descriptions of pictures: stored, searched, undone, moved with their pages."""

import pytest
from sqlalchemy import func, select

from library.catalogue.cataloguing import publish
from library.catalogue.models import IndexDue, Page
from library.catalogue.pictures.described_pictures import picture_of
from library.catalogue.pictures.describing import describe
from library.catalogue.pictures.models import NamedPerson, Picture
from library.catalogue.pictures.picture_lists import HEADINGS, rows, take_in
from library.catalogue.pictures.problems import (
    BadBackError,
    BadPictureDateError,
    BadRowError,
    NoPictureColumnsError,
    UnknownAuthorityError,
)
from library.catalogue.queries import page_transcripts, texts_at
from library.page_arrangement import actions
from tests.makers import BY, make_item, make_page

_TYPED = {"caption": "Chợ Kỳ Lừa", "persons": "Bà Lợi | 10 20 15 30", "date": "khoảng 1952"}


@pytest.fixture
def album(session):
    """Enter a published album of three scans."""
    item = make_item(session, "Tập ảnh", texts=(), collection="anh-ban-do", published=False)
    for text in ("", "Tặng Lợi", "ga"):
        make_page(session, item, text, taken_from=f"a:{text} 0.0-1.0")
    publish(session, item, BY)
    return item


def _page(session, album, number):
    return session.scalars(select(Page).filter_by(item_id=album.id, number=number)).one()


def _describe(session, album, number=1, **fields):
    return describe(session, _page(session, album, number), fields or _TYPED, BY)


def test_the_description_is_part_of_the_searched_text(session, album):
    _describe(session, album)
    (first, *_) = page_transcripts(session, album.id)
    assert first.text.startswith("Chợ Kỳ Lừa. Bà Lợi. khoảng 1952.")
    assert "Bà Lợi" in texts_at(session, [(album.id, 1)])[album.id, 1]


def test_a_person_taken_from_the_list_is_nowhere_for_readers(session, album):
    _describe(session, album)
    session.query(IndexDue).delete()
    _describe(session, album, persons="")
    assert picture_of(session, album.id, 1).persons == ()
    assert "Lợi" not in page_transcripts(session, album.id)[0].text
    assert session.scalar(select(func.count()).select_from(NamedPerson)) == 0
    assert session.query(IndexDue.page_number).all() == [(1,)]


def test_a_back_belongs_to_the_picture_of_its_front(session, album):
    _describe(session, album)
    _describe(session, album, 2, back_of="1")
    assert picture_of(session, album.id, 2).number == 1
    assert picture_of(session, album.id, 1).backs == (2,)
    back = page_transcripts(session, album.id)[1].text
    assert "Chợ Kỳ Lừa" in back and "Tặng Lợi" in back
    _describe(session, album, caption="Chợ Đồng Đăng")
    assert "Chợ Đồng Đăng" in page_transcripts(session, album.id)[1].text


@pytest.mark.parametrize("number", ["1", "7", "hai", "3"], ids=["itself", "none", "word", "a back"])
def test_an_impossible_front_is_refused(session, album, number):
    _describe(session, album, 3, back_of="2")
    with pytest.raises(BadBackError):
        _describe(session, album, 1, back_of=number)


def test_a_date_that_is_none_is_refused_and_unknown_dates_stay_empty(session, album):
    with pytest.raises(BadPictureDateError):
        _describe(session, album, date="hôm nọ")
    _describe(session, album, caption="Ga", date="")
    assert session.query(Picture.earliest, Picture.latest).one() == (None, None)


def test_only_a_known_name_is_linked(session, album):
    with pytest.raises(UnknownAuthorityError):
        _describe(session, album, persons="Người lạ | hồ sơ")


def test_a_description_follows_its_page(session, album):
    _describe(session, album, 3)
    arrangement = actions.load_arrangement(session, album, BY)
    first, last = _page(session, album, 1), _page(session, album, 3)
    actions.move(arrangement, [last.id], first.id)
    last.number = 9
    session.flush()
    assert picture_of(session, album.id, 9).caption == "Chợ Kỳ Lừa"


def test_a_list_changes_the_filled_cells_alone(session, album):
    _describe(session, album)
    table = [HEADINGS, *rows(session, album.id)]
    assert take_in(session, album.id, table, BY) == 0
    table = [("trang", "NƠI CHỤP", "bản âm"), ("1", "Xã Bình Gia", "x"), ("3.0", "Ga", "")]
    assert take_in(session, album.id, table, BY) == 2
    shown = picture_of(session, album.id, 1)
    assert (shown.caption, shown.place, shown.negative) == ("Chợ Kỳ Lừa", "Xã Bình Gia", True)


def test_a_wrong_list_is_refused_with_its_row(session, album):
    with pytest.raises(NoPictureColumnsError):
        take_in(session, album.id, [("Ảnh", "Tên")], BY)
    with pytest.raises(BadRowError, match="Dòng 3"):
        take_in(session, album.id, [("Trang", "Ngày chụp"), ("1", "1952"), ("88", "1952")], BY)


def test_a_front_that_was_left_out_names_nobody(session, album):
    _describe(session, album)
    _describe(session, album, 2, back_of="1")
    _page(session, album, 1).left_out = True
    session.flush()
    assert picture_of(session, album.id, 2) is None
