"""Tests of proposals from newspaper front pages and book title pages."""

from ingest.stages.propose import extract_front_fields
from tests.ingest.metadata_extraction.sheets import HEIGHT, set_page

_NEWSPAPER = (
    "LẠNG SƠN",
    "",
    "",
    "Số 1234          Thứ sáu, ngày 12 tháng 3 năm 1999",
    "Tin trong tỉnh về mùa màng và việc trồng rừng ở các xã vùng cao",
)
_BOOK = ("LỊCH SỬ", "XỨ LẠNG", "", "", "Nhà xuất bản Văn hóa", "Hà Nội - 1998")


def _values(words):
    return {proposal.field: proposal.value for proposal in extract_front_fields(words, HEIGHT)}


def test_a_newspaper_is_named_by_its_masthead_and_issue():
    values = _values(set_page(*_NEWSPAPER, tall={0: 70}))
    assert values == {"number": "1234", "title": "Lạng Sơn, số 1234", "date": "1999-03-12"}


def test_a_title_page_has_title_place_and_year():
    values = _values(set_page(*_BOOK, tall={0: 60, 1: 60}))
    assert values == {"title": "Lịch sử xứ lạng", "place": "Hà Nội", "date": "1998"}


def test_what_is_read_in_edges_and_seals_is_no_title():
    words = set_page("lIl ¡Jị", *_BOOK, "HƯ VIÊNT", tall={0: 90, 1: 60, 2: 60, 7: 80})
    unsure = tuple(word._replace(confidence=0.4) if word.line in (0, 7) else word for word in words)
    assert _values(unsure)["title"] == "Lịch sử xứ lạng"


def test_front_page_proposals_are_never_certain():
    proposals = extract_front_fields(set_page(*_NEWSPAPER, tall={0: 70}), HEIGHT)
    assert not any(proposal.is_sure for proposal in proposals)


def test_a_page_of_running_text_is_no_front_page():
    assert _values(set_page(*["một trang chữ dài như mọi trang khác trong sách"] * 14)) == {}


def test_an_empty_page_has_no_proposals():
    assert _values(()) == {}
