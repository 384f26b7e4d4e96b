"""Tests of the parts and fields of official documents."""

from types import SimpleNamespace

import pytest

from ingest.metadata_extraction.extracted_fields import Digits, extract_fields
from ingest.metadata_extraction.official_documents import split_parts
from ingest.stages.propose import propose_fields
from tests.ingest.metadata_extraction.old_heads import HEADS, HELD_OUT_HEADS
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


def _values(*lines, read_digits=_nothing, own_text=True) -> dict[str, str]:
    return {
        proposal.field: proposal.value
        for proposal in _proposals(*lines, read_digits=read_digits, own=own_text)
    }


def _proposals(*lines, read_digits=_nothing, own=True):
    words = set_page(*lines)
    if own:
        words = tuple(word._replace(confidence=1.0) for word in words)
    return tuple(extract_fields(split_parts(words, HEIGHT), read_digits, own_text=own))


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
def test_a_plan_has_all_fields(field, value):
    assert _values(*_PLAN)[field] == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "575/UBND-KTTH"),
        ("kind", "Công văn"),
        ("title", "Công văn 575/UBND-KTTH về việc đăng ký bổ sung nội dung trình"),
    ],
)
def test_the_subject_of_a_letter_is_below_its_number(field, value):
    assert _values(*_LETTER)[field] == value


def test_a_page_without_a_letterhead_has_no_parts():
    assert split_parts(set_page("Ngày xưa ở xứ Lạng có một người"), HEIGHT) is None


def test_an_older_document_is_recognised_by_its_state_name():
    old = ("UỶ BAN HÀNH CHÍNH       VIỆT NAM DÂN CHỦ CỘNG HÒA", *_PLAN[1:])
    assert _values(*old)["number"] == "149/KH-UBND"


def test_a_party_document_is_recognised():
    party = ("TỈNH ỦY LẠNG SƠN       ĐẢNG CỘNG SẢN VIỆT NAM", "Số: 12-CT/TU           Lạng Sơn")
    assert _values(*party)["number"] == "12-CT/TU"


def test_lost_diacritics_in_capitals_are_tolerated():
    misread = (
        "ỦY BAN NHÂN DÂN          CỌNG HOA XÃ HỌI CHỦ NGHIA VIỆT NAM",
        *_PLAN[1:4],
        "KÉ HOACH",
    )
    assert _values(*misread)["kind"] == "Kế hoạch"


def test_the_place_in_the_date_corrects_the_name_of_the_body():
    misread = (_PLAN[0], "TĨNH LANG SON", *_PLAN[2:])
    assert _values(*misread)["issuing_body"] == "Ủy ban nhân dân tỉnh Lạng Sơn"


def test_a_decision_of_the_chairman_is_issued_by_the_chairman():
    decided = (*_PLAN[:4], "QUYẾT ĐỊNH", "Về việc tu bổ", "", "", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH")
    assert _values(*decided)["issuing_body"] == "Chủ tịch Ủy ban nhân dân tỉnh Lạng Sơn"


def test_the_heading_corrects_the_kind_code_in_the_number():
    misread = (
        *_PLAN[:2],
        "Số: 149 /K-UBND          Lạng Sơn, ngày 22 tháng 8 năm 2017",
        *_PLAN[3:],
    )
    assert _values(*misread)["number"] == "149/KH-UBND"


def _filled_in(number, date):
    return (*_PLAN[:2], f"Số: {number} /KH-UBND          Lạng Sơn, {date}", *_PLAN[3:])


def test_a_number_written_into_a_blank_is_read_from_the_image():
    blank = _filled_in("      ", "ngày    tháng 8 năm 2017")
    values = _values(*blank, read_digits=lambda box: Digits("22", 0.95))
    assert (values["number"], values["date"]) == ("22/KH-UBND", "2017-08-22")


def test_ocr_digits_are_never_certain():
    proposals = _proposals(*_PLAN, read_digits=lambda box: Digits("149", 0.99), own=False)
    assert {proposal.field for proposal in proposals if not proposal.is_sure} >= {"number", "date"}


def test_digits_drawn_into_the_text_of_a_file_are_not_certain():
    words = tuple(
        word._replace(confidence=0.9 if "149" in word.text else 1.0) for word in set_page(*_PLAN)
    )
    proposals = extract_fields(
        split_parts(words, HEIGHT), lambda box: Digits("149", 0.99), own_text=True
    )
    assert not next(proposal for proposal in proposals if proposal.field == "number").is_sure


def test_different_readings_have_low_confidence():
    proposals = _proposals(*_PLAN, read_digits=lambda box: Digits("147", 0.99), own=False)
    assert next(proposal.confidence for proposal in proposals if proposal.field == "number") < 0.5


def test_an_unreadable_number_is_proposed_as_a_gap():
    (number,) = (
        proposal for proposal in _proposals(*_filled_in("2#", "ngày")) if proposal.field == "number"
    )
    assert (number.value, number.is_whole) == ("…/KH-UBND", False)


def test_an_unreadable_day_leaves_month_and_year():
    assert _values(*_filled_in("2", "ngày Ä) tháng 8 năm 2017"))["date"] == "2017-08"


def test_an_impossible_day_is_ignored():
    assert _values(*_filled_in("2", "ngày 31 tháng 6 năm 2017"))["date"] == "2017-06"


def test_a_title_has_the_lowest_confidence_of_its_words():
    words = [
        word._replace(confidence=0.4) if word.text == "vững" else word for word in set_page(*_PLAN)
    ]
    proposals = extract_fields(split_parts(words, HEIGHT), _nothing, own_text=True)
    assert next(proposal.confidence for proposal in proposals if proposal.field == "title") == 0.4


def test_a_repeated_head_is_not_part_of_the_abstract():
    twice = (*_PLAN[:5], "Số: 149/KH-UBND", "KẾ HOẠCH", *_PLAN[5:])
    assert _values(*twice)["title"].startswith("Kế hoạch 149/KH-UBND duy trì")


def test_a_text_without_an_end_is_no_abstract():
    assert "title" not in _values(*_PLAN[:5], *["lời văn không có chỗ nghỉ"] * 12)


def test_each_proposal_has_the_box_of_its_words():
    title = next(proposal for proposal in _proposals(*_PLAN) if proposal.field == "title")
    assert (title.top, title.height) == (170, 80)


def _fields(text):
    words = tuple(word._replace(confidence=1.0) for word in set_page(*text.strip("\n").split("\n")))
    page = SimpleNamespace(height=HEIGHT, has_text=True, place=SimpleNamespace(layout=None))
    return {proposal.field: proposal.value for proposal in propose_fields(page, words, _nothing)}


@pytest.mark.parametrize("name", [*HEADS, *HELD_OUT_HEADS])
def test_the_heads_of_older_documents_are_understood(name):
    text, fields = (HEADS | HELD_OUT_HEADS)[name]
    assert fields.items() <= _fields(text).items()


def test_a_sentence_that_names_a_decree_further_down_is_no_head():
    prose = ("Chương I", *["lời văn của một cuốn sách"] * 30, "Nghị định của Chính phủ số 1/CP")
    assert "number" not in _fields("\n".join(prose))


def test_a_date_that_no_calendar_has_is_not_proposed():
    head = ("UBND TỈNH LẠNG SƠN           CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",)
    assert "date" not in _fields("\n".join((*head, f"{'Số: 17/VHTT':29}Lạng Sơn, ngày 31-2-1992")))


_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_WHOLE = {"number": "145/QĐ-UBND", "place": "Lạng Sơn", "date": "2024-01-22"}
_WHOLE["issuing_body"] = "Ủy ban nhân dân tỉnh Lạng Sơn"


@pytest.mark.parametrize("gap", [0, 1, 2, 3, 6])
@pytest.mark.parametrize("column", range(20, 45))
@pytest.mark.parametrize("body", ["UBND TỈNH LẠNG SƠN", "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN"])
def test_no_half_of_a_letterhead_in_two_columns_is_likely(body, column, gap):
    """The date line begins left of, under or right of the name of the state, near or far."""
    first, *more = body.split("\n")
    number = f"Số: 145/QĐ-UBND {' ' * gap}Lạng Sơn, ngày 22 tháng 01 năm 2024"
    head = (f"{first:{column}}{_STATE}", *more, number, "", "      QUYẾT ĐỊNH", "Về việc tu bổ")
    for own in (True, False):
        proposals = _proposals(*head, read_digits=lambda _box: Digits("145", 0.95), own=own)
        likely = {each.field: each.value for each in proposals if each.confidence >= 0.5}
        assert {**likely, **_WHOLE} == {**_WHOLE, **likely}
        if gap > 1:
            assert {"number", "place", "issuing_body"} <= likely.keys()


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        pytest.param(("Số: 145/QĐ-UBNDLạng     Sơn, ngày 22 tháng 01 năm 2024",), "number"),
        pytest.param(("Số: 145/QĐ-UBND Lạng     Sơn, ngày 22 tháng 01 năm 2024",), "place"),
        pytest.param(
            ("Số: 145/QĐ-              Lạng Sơn, ngày 22 tháng 01 năm 2024", "UBND"), "number"
        ),
        pytest.param(
            ("Số: 145/QĐ-UBND              Lạng", f"{' ' * 29}Sơn, ngày 22 tháng 01 năm 2024"),
            "place",
        ),
        pytest.param(("Số: 145/QĐ-UBND          Lộc, ngày 22 tháng 01 năm 2024",), "place"),
        pytest.param(("Số: 145/QĐ-UBND          Nội, ngày 22 tháng 01 năm 2024",), "place"),
    ],
    ids=["glued", "torn place", "torn number", "at a line's end", "half a district", "half a city"],
)
def test_what_is_glued_torn_or_half_a_name_is_not_likely(lines, field):
    head = (f"{'UBND TỈNH LẠNG SƠN':25}{_STATE}", *lines, "", "      QUYẾT ĐỊNH", "Về việc tu bổ")
    (proposal,) = (each for each in _proposals(*head) if each.field == field)
    assert proposal.confidence < 0.5


@pytest.mark.parametrize("place", ["Lạng Sơn", "Hà nội", "Lộc Bình", "Huế"])
def test_a_whole_place_of_a_typed_head_is_sure(place):
    line = f"Số: 145/QĐ-UBND          {place}, ngày 22 tháng 01 năm 2024"
    head = (f"{'UBND TỈNH LẠNG SƠN':25}{_STATE}", line, "", "      QUYẾT ĐỊNH", "Về việc tu bổ")
    assert ("place", place) in {
        (each.field, each.value) for each in _proposals(*head) if each.is_sure
    }
