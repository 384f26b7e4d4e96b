"""What Tesseract misreads over and over is mended, and nothing else."""

import pytest

from ingest.misread import mended
from library.catalogue.words import Word


def _mended(line):
    words = tuple(Word(text, 0, 0, 9, 9, 0.9, 0, 0) for text in line.split())
    return " ".join(word.text for word in mended(words))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("ngày 14 tháng § năm 1968", "ngày 14 tháng 8 năm 1968"),
        ("ngày §/5/1968,", "ngày 8/5/1968,"),
        ("tổng kinh phí §69.643.000 đồng", "tổng kinh phí 869.643.000 đồng"),
        ("dài 8.5§4 mét", "dài 8.584 mét"),
        ("có §.739 hộ", "có 8.739 hộ"),
        ("trang §", "trang 8"),
        ("Sơn La, ngày 1] tháng lÏ năm 2025", "Sơn La, ngày 11 tháng 11 năm 2025"),
        ("ngày O5 tháng l năm", "ngày 05 tháng 1 năm"),
        ("ngày II tháng 9 năm", "ngày 11 tháng 9 năm"),
        ("ngày 0§/12/1968", "ngày 08/12/1968"),
        ("Tờ trình số 124/TIr-UBND", "Tờ trình số 124/TTr-UBND"),
    ],
)
def test_a_figure_that_was_taken_for_a_sign_is_a_figure(read, meant):
    assert _mended(read) == meant


@pytest.mark.parametrize(
    "read",
    [
        "xem § 12",
        "xem § IV của bộ luật",
        "xem §12",
        "các §§ 3 và 4",
        "xem §1.2",
        "theo §1.234 Bộ luật",
        "Điều 6§1",
        "art. 12§3",
        "§1/2",
        "§ Nội dung",
        "§ a) Về việc",
        "dấu “§”",
        "tháng § 2",
        "ngày 4| tháng 9 năm",
        "ngày mồng tháng Giêng năm",
        "tháng l5 năm",
        "tháng II năm",
        "ngày 05 tháng 9",
        "ngày 5/TIr",
    ],
)
def test_what_may_be_a_sign_stays_one(read):
    assert _mended(read) == read


def test_a_sign_at_the_head_of_a_line_has_no_word_before_it():
    month, sign = Word("tháng", 0, 0, 9, 9, 0.9, 0, 0), Word("§", 0, 20, 9, 9, 0.9, 0, 1)
    assert tuple(mended((month, sign))) == (month, sign)
