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
        ("đạt 9§%", "đạt 98%"),
        ("trang §", "trang 8"),
        ("Tờ trình số 124/TIr-UBND", "Tờ trình số 124/TTr-UBND"),
    ],
)
def test_a_figure_that_was_taken_for_a_sign_is_a_figure(read, meant):
    assert _mended(read) == meant


@pytest.mark.parametrize(
    "read",
    ["xem § 12", "xem § IV của bộ luật", "xem §12", "các §§ 3 và 4", "xem §1.2", "Tir ngày 5/TIr"],
)
def test_what_may_be_a_sign_stays_one(read):
    assert _mended(read) == read
