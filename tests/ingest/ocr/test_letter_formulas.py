"""Formulas in capitals get the marks back that a reading dropped; nothing else changes."""

from ingest.ocr.read_page import restore_formulas
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word


def _restored(*lines: str) -> str:
    words = tuple(
        Word(text, 0, 40 * number, 10, 10, 0.9, 0, number)
        for number, line in enumerate(lines)
        for text in line.split()
    )
    return as_text(restore_formulas(words))


def test_the_marks_of_a_formula_come_back():
    assert _restored("CỌNG HÒA XÃ HỌI CHÚ NGHĨA VIỆT NAM") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert _restored("TM. UY BAN NHAN DAN") == "TM. ỦY BAN NHÂN DÂN"
    assert _restored("QUYÉT ĐỊNH:") == "QUYẾT ĐỊNH:"


def test_the_newer_placement_of_the_tone_stays_as_printed():
    assert _restored("UỶ BAN NHÂN DẦN") == "UỶ BAN NHÂN DÂN"


def test_the_kind_of_a_unit_under_its_committee_is_certain():
    assert _restored("ỦY BAN NHÂN DÂN", "TINH QUẢNG NGÃI").endswith("TỈNH QUẢNG NGÃI")
    assert _restored("TĨNH TÂM") == "TĨNH TÂM"


def test_small_letters_and_longer_lines_stay_as_they_were_read():
    for line in ("chu tịch", "CHU TỊCH NƯỚC", "Quyêt định"):
        assert _restored(line) == line
