"""Lines of text are told from edges of the scan, stamps, strokes and columns by measures."""

import numpy
import pytest

from ingest.ocr.noise.line_kinds import Kind, drop_noise_lines, line_kind, measure_page
from library.catalogue.text.words import Word

PAPER = numpy.full((1181, 859), 240, numpy.uint8)


def _text(top: int, line: int, confidence: float = 0.95, x: int = 140) -> tuple[Word, ...]:
    words = enumerate(["Căn", "cứ", "Nghị", "quyết", "của", "Hội", "đồng", "nhân", "dân"])
    return tuple(Word(text, x + 60 * n, top, 55, 18, confidence, 0, line) for n, text in words)


TEXT_LINES = tuple(_text(120 + 30 * line, line) for line in range(8))
TEXT = tuple(word for line in TEXT_LINES for word in line)


def _line(*words: tuple) -> tuple[Word, ...]:
    return tuple(Word(*word, 1, 90) for word in words)


# Boxes and confidences as they were read on real pages.
EDGE = _line(
    ("TU", 4, 0, 40, 22, 0.02), ("nó", 60, 2, 20, 12, 0.9), ("OIADBIBIIBBIUNN", 90, 0, 769, 22, 0.0)
)
STAMP_ABOVE = _line(("6À,", 716, 22, 20, 16, 0.03), ("tyzinký-05012021", 740, 22, 80, 16, 0.1))
BESIDE = _line(
    ("29200002229", 6, 600, 20, 90, 0.4),
)
PAGE_NUMBER = _line(
    ("2", 425, 60, 8, 14, 0.97),
)
UNSURE_RECIPIENT = _line(("Lưu:", 150, 300, 40, 15, 0.3), ("VÍT(VDuän).", 200, 300, 90, 15, 0.31))
PALE_HEADING = _line(("PHỤLỤCI", 360, 80, 120, 20, 0.82), ("_——", 340, 90, 10, 4, 0.3))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (EDGE, Kind.MARGIN),
        (STAMP_ABOVE, Kind.MARGIN),
        (BESIDE, Kind.MARGIN),
        (PAGE_NUMBER, Kind.PAGE_NUMBER),
        (UNSURE_RECIPIENT, Kind.TEXT),
        (PALE_HEADING, Kind.TEXT),
        (
            _line(
                ("ND", 400, 250, 24, 12, 0.16),
            ),
            Kind.STROKE,
        ),
        (
            _line(
                ("[m2", 300, 250, 20, 12, 0.45),
                ("F", 330, 250, 9, 12, 0.46),
                ("ˆ", 350, 250, 9, 5, 0.55),
            ),
            Kind.STROKE,
        ),
        (_line(("£", 400, 250, 12, 12, 0.9), ("¬", 420, 250, 12, 12, 0.9)), Kind.STROKE),
    ],
)
def test_a_line_is_what_its_measures_say(line, kind):
    assert line_kind(line, measure_page((*TEXT_LINES, line), PAPER)) is kind


def test_lines_of_a_page_on_which_nothing_is_sure_stay():
    unclear = tuple(word._replace(confidence=0.5) for word in (*TEXT, *EDGE))
    assert drop_noise_lines(unclear, PAPER) == unclear


def test_an_unsure_word_far_outside_the_text_is_no_end_of_its_line():
    stain = Word("kxj#", 10, 362, 40, 18, 0.0, 0, 8)
    line = _text(360, 8)
    assert drop_noise_lines((*TEXT, stain, *line), PAPER) == (*TEXT, *line)


def test_a_number_by_hand_at_the_beginning_of_a_line_stays():
    number = Word("Đ?4./UBND-KTTH", 140, 60, 200, 18, 0.08, 0, 8)
    date = Word("tháng", 500, 60, 60, 18, 0.96, 0, 8)
    assert number in drop_noise_lines((*TEXT, number, date), PAPER)


@pytest.mark.parametrize(
    ("text", "confidence", "stays"),
    [
        ("vHt", 0.6, False),
        ("29200002229", 0.9, False),
        ("2", 0.97, True),
        ("MỤC", 0.93, True),
        ("PARIS.", 0.9, True),
    ],
)
def test_specks_of_an_empty_back_are_no_words(text, confidence, stays):
    word = Word(text, 400, 300, 60, 20, confidence, 0, 0)
    assert drop_noise_lines((word,), PAPER) == ((word,) if stays else ())
