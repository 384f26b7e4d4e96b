"""Numbers and dates written by hand into the head of a document."""

import pytest

from ingest.metadata_extraction.official_documents import split_parts
from ingest.second_reader.head_figures import read_figures
from library.catalogue.text.layout import lines
from library.corrections.page_edits.reapply import replay
from tests.ingest.second_reader.painted_pages import spell
from tests.library.corrections.pages import set_lines, texts

_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_NUMBER, _DATE = "Số: 23 /QĐ-UBND", "Sơn La, ngày 1% tháng 09 năm 2025"


def _words(number: str = _NUMBER, date: str = _DATE):
    """Return the words of a head with the number at the left and the date at the right."""
    state, number_words, date_words = (
        set_lines(text, confidence=0.6) for text in (_STATE, number, date)
    )
    moved = tuple(word._replace(left=word.left + 800, line=0) for word in state)
    below = tuple(word._replace(top=word.top + 100, line=1) for word in number_words)
    beside = tuple(
        word._replace(left=word.left + 800, top=word.top + 100, line=2) for word in date_words
    )
    return (*moved, *below, *beside)


def _read(answers, words=None, probability=1.0):
    """Read a head; `answers` holds what is read in the number line and in the date line."""
    words = words or _words()
    document = split_parts(words, 1000)

    def read(box):
        is_line, is_date = box.width > 100, box.left >= 800
        return spell(answers[is_date] if is_line else answers[2 + is_date], probability)

    result = read_figures(document, read)
    return result, texts(replay(words, result.changes).words)


def test_figures_that_are_surely_read_replace_ours():
    result, read = _read(("Số: 2307/QĐ-UBND", "Sơn La, ngày 11 tháng 09 năm 2025", "", ""))
    assert read[1:] == ["Số: 2307 /QĐ-UBND", "Sơn La, ngày 11 tháng 09 năm 2025"]
    assert result.fields == {"number", "date"}


def test_figures_equal_to_ours_change_nothing_but_are_sure():
    result, _ = _read(("Số: 23 /QĐ-UBND", "ngày tháng", "", ""))
    assert (result.changes, result.fields) == ((), {"number"})


def test_a_figure_may_be_read_in_narrow_cuts_of_its_place():
    result, read = _read(("Số: ~~/QĐ-UBND", "", "22", ""))
    assert read[1] == "Số: 22 /QĐ-UBND"
    assert result.fields == {"number"}


@pytest.mark.parametrize(
    ("line", "probability"),
    [
        pytest.param("Sơn La, ngày 41 tháng 09 năm 2025", 1.0, id="there is no such day"),
        pytest.param("Sơn La, ngày 11 tháng 19 năm 2025", 1.0, id="there is no such month"),
        pytest.param("Sơn La, ngày 11 tháng 09 năm 2025", 0.8, id="not surely read"),
    ],
)
def test_a_doubtful_date_is_refused(line, probability):
    result, read = _read(("", line, "", ""), probability=probability)
    assert (result.fields, read[2]) == (set(), _DATE)


def test_a_number_that_we_missed_is_inserted():
    words = _words(number="Số: /QĐ-UBND")
    _, read = _read(("Số: 575/QĐ-UBND", "", "", ""), words)
    assert read[1] == "Số: 575 /QĐ-UBND"
    assert len(list(lines(words))) == len(read)
