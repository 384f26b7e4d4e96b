"""An official paper is taken apart by its layout."""

import pytest

from ingest.metadata_extraction.extracted_fields import Digits, findings
from ingest.metadata_extraction.official_documents import take_apart
from tests.ingest.metadata_extraction.sheets import HEIGHT, set_page

_PLAN = (
    "ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "TỈNH LẠNG SƠN              Độc lập - Tự do - Hạnh phúc",
    "Số: 149 /KH-UBND          Lạng Sơn, ngày 22 tháng 8 năm 2017",
    "",
    "                     KẾ HOẠCH",
    "          Duy trì bền vững kết quả Dự án",
    "             trên địa bàn tỉnh Lạng Sơn",
    "",
    "",
    "     Thực hiện Quyết định số 2545/QĐ-TTg ngày 30/12/2016 của Thủ tướng",
)
_LETTER = (
    *_PLAN[:2],
    "Số: 575 /UBND-KTTH          Lạng Sơn, ngày 04 tháng 02 năm 2025",
    "V/v đăng ký bổ sung",
    "nội dung trình",
    "",
    "                  Kính gửi: Thường trực HĐND tỉnh",
)


def _nothing(_box) -> Digits:
    return Digits("", 0.0)


def _told(*lines, read_digits=_nothing, own_text=True) -> dict[str, str]:
    return {one.field: one.value for one in _found(*lines, read_digits=read_digits, own=own_text)}


def _found(*lines, read_digits=_nothing, own=True):
    words = set_page(*lines)
    if own:
        words = tuple(word._replace(confidence=1.0) for word in words)
    return tuple(findings(take_apart(words, HEIGHT), read_digits, own_text=own))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "149/KH-UBND"),
        ("date", "2017-08-22"),
        ("place", "Lạng Sơn"),
        ("issuing_body", "Ủy ban nhân dân tỉnh Lạng Sơn"),
        ("kind", "Kế hoạch"),
        (
            "title",
            "Kế hoạch 149/KH-UBND duy trì bền vững kết quả Dự án trên địa bàn tỉnh Lạng Sơn",
        ),
    ],
)
def test_a_plan_tells(field, value):
    assert _told(*_PLAN)[field] == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "575/UBND-KTTH"),
        ("kind", "Công văn"),
        ("title", "Công văn 575/UBND-KTTH về việc đăng ký bổ sung nội dung trình"),
    ],
)
def test_a_letter_says_under_its_number_what_it_is_about(field, value):
    assert _told(*_LETTER)[field] == value


def test_a_page_without_a_letterhead_is_no_paper():
    assert take_apart(set_page("Ngày xưa ở xứ Lạng có một người"), HEIGHT) is None


def test_an_older_paper_is_known_by_its_state():
    old = ("UỶ BAN HÀNH CHÍNH       VIỆT NAM DÂN CHỦ CỘNG HÒA", *_PLAN[1:])
    assert _told(*old)["number"] == "149/KH-UBND"


def test_a_paper_of_the_party_is_known():
    party = ("TỈNH ỦY LẠNG SƠN       ĐẢNG CỘNG SẢN VIỆT NAM", "Số: 12-CT/TU           Lạng Sơn")
    assert _told(*party)["number"] == "12-CT/TU"


def test_marks_lost_in_capitals_do_not_hide_a_part():
    misread = (
        "ỦY BAN NHÂN DÂN          CỌNG HOA XÃ HỌI CHỦ NGHIA VIỆT NAM",
        *_PLAN[1:4],
        "KÉ HOACH",
    )
    assert _told(*misread)["kind"] == "Kế hoạch"


def test_the_place_of_the_date_mends_the_name_of_the_body():
    misread = (_PLAN[0], "TĨNH LANG SON", *_PLAN[2:])
    assert _told(*misread)["issuing_body"] == "Ủy ban nhân dân tỉnh Lạng Sơn"


def test_a_decision_of_the_chairman_is_the_chairmans():
    decided = (*_PLAN[:4], "QUYẾT ĐỊNH", "Về việc tu bổ", "", "", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH")
    assert _told(*decided)["issuing_body"] == "Chủ tịch Ủy ban nhân dân tỉnh Lạng Sơn"


def test_the_heading_mends_the_letters_of_the_number():
    misread = (
        *_PLAN[:2],
        "Số: 149 /K-UBND          Lạng Sơn, ngày 22 tháng 8 năm 2017",
        *_PLAN[3:],
    )
    assert _told(*misread)["number"] == "149/KH-UBND"


def _filled_in(number, date):
    return (*_PLAN[:2], f"Số: {number} /KH-UBND          Lạng Sơn, {date}", *_PLAN[3:])


def test_a_number_written_into_a_blank_is_read_from_the_image():
    blank = _filled_in("      ", "ngày    tháng 8 năm 2017")
    told = _told(*blank, read_digits=lambda box: Digits("22", 0.95))
    assert (told["number"], told["date"]) == ("22/KH-UBND", "2017-08-22")


def test_what_was_read_off_an_image_is_never_sure():
    found = _found(*_PLAN, read_digits=lambda box: Digits("149", 0.99), own=False)
    assert {one.field for one in found if not one.is_sure} >= {"number", "date"}


def test_digits_that_were_drawn_into_the_text_of_a_file_are_not_sure():
    words = tuple(
        word._replace(confidence=0.9 if "149" in word.text else 1.0) for word in set_page(*_PLAN)
    )
    found = findings(take_apart(words, HEIGHT), lambda box: Digits("149", 0.99), own_text=True)
    assert not next(one for one in found if one.field == "number").is_sure


def test_two_readings_that_differ_are_doubted():
    found = _found(*_PLAN, read_digits=lambda box: Digits("147", 0.99), own=False)
    assert next(one.confidence for one in found if one.field == "number") < 0.5


def test_a_number_nobody_can_read_shows_its_place_only():
    (number,) = (one for one in _found(*_filled_in("2#", "ngày")) if one.field == "number")
    assert (number.value, number.is_whole) == ("…/KH-UBND", False)


def test_a_day_nobody_can_read_leaves_the_month():
    assert _told(*_filled_in("2", "ngày Ä) tháng 8 năm 2017"))["date"] == "2017-08"


def test_a_day_the_month_does_not_have_is_not_believed():
    assert _told(*_filled_in("2", "ngày 31 tháng 6 năm 2017"))["date"] == "2017-06"


def test_a_title_is_as_sure_as_its_least_sure_word():
    words = [
        word._replace(confidence=0.4) if word.text == "vững" else word for word in set_page(*_PLAN)
    ]
    found = findings(take_apart(words, HEIGHT), _nothing, own_text=True)
    assert next(one.confidence for one in found if one.field == "title") == 0.4


def test_a_head_that_stands_twice_is_not_taken_for_the_abstract():
    twice = (*_PLAN[:5], "Số: 149/KH-UBND", "KẾ HOẠCH", *_PLAN[5:])
    assert _told(*twice)["title"].startswith("Kế hoạch 149/KH-UBND duy trì")


def test_a_text_that_runs_on_without_an_end_is_no_abstract():
    assert "title" not in _told(*_PLAN[:5], *["lời văn không có chỗ nghỉ"] * 12)


def test_each_proposal_says_where_it_stands():
    title = next(one for one in _found(*_PLAN) if one.field == "title")
    assert (title.top, title.height) == (170, 80)
