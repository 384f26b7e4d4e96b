"""A newspaper and a book tell of themselves on their fronts."""

from ingest.metadata_extraction.title_pages import front
from tests.ingest.metadata_extraction.sheets import HEIGHT, set_page

_NEWSPAPER = (
    "LẠNG SƠN",
    "",
    "",
    "Số 1234          Thứ sáu, ngày 12 tháng 3 năm 1999",
    "Tin trong tỉnh về mùa màng và việc trồng rừng ở các xã vùng cao",
)
_BOOK = ("LỊCH SỬ", "XỨ LẠNG", "", "", "Nhà xuất bản Văn hóa", "Hà Nội - 1998")


def _told(words):
    return {one.field: one.value for one in front(words, HEIGHT)}


def test_a_newspaper_is_named_by_its_masthead_and_issue():
    told = _told(set_page(*_NEWSPAPER, tall={0: 70}))
    assert told == {"number": "1234", "title": "Lạng Sơn, số 1234", "date": "1999-03-12"}


def test_a_title_page_tells_title_place_and_year():
    told = _told(set_page(*_BOOK, tall={0: 60, 1: 60}))
    assert told == {"title": "Lịch sử xứ lạng", "place": "Hà Nội", "date": "1998"}


def test_nothing_on_a_front_is_sure():
    found = front(set_page(*_NEWSPAPER, tall={0: 70}), HEIGHT)
    assert not any(one.is_sure for one in found)


def test_a_page_of_print_is_no_front():
    assert _told(set_page(*["một trang chữ dài như mọi trang khác trong sách"] * 14)) == {}


def test_an_empty_page_tells_nothing():
    assert _told(()) == {}
