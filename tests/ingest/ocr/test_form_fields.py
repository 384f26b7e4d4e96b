"""Handwriting on the leaders of a form becomes a mark; print, typing and figures stay."""

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.images.leaders import erase_leaders, find_leaders
from ingest.ocr.form_fields import mark_handwriting
from ingest.ocr.read_page import read_page
from library.catalogue.text.words import HANDWRITTEN, Word
from tests.ingest.papers import FACE

DPI = 200
_TOPS = (200, 320, 440, 560)
_LABELS = ("1. Họ và tên:", "2. Nơi sinh:", "3. Nghề nghiệp:", "4. Năm sinh:")


def _form(*, written: bool) -> numpy.ndarray:
    """Return a form of four leaders; with strokes of a pen on the first two."""
    image = Image.new("L", (1600, 800), 250)
    pen = ImageDraw.Draw(image)
    for top, label in zip(_TOPS, _LABELS, strict=True):
        pen.text((100, top - 40), label, font=FACE, fill=0)
        for x in range(450, 1500, 12):
            pen.ellipse((x, top, x + 2, top + 2), fill=0)
    if written:
        for top in _TOPS[:2]:
            x = numpy.arange(480, 900)
            y = top - 22 + 16 * numpy.sin(x / 7) + 6 * numpy.sin(x / 2.3)
            pen.line(list(zip(x.tolist(), y.tolist(), strict=True)), fill=30, width=3)
    pen.text((480, _TOPS[2] - 42), "giáo viên", font=FACE, fill=0)
    return numpy.asarray(image)


def _word(text: str, confidence: float, top: int = 165) -> Word:
    return Word(text, 480, top, 120, 32, confidence, 0, 0)


@pytest.fixture(scope="module")
def form():
    """Return a form with two leaders filled in by hand."""
    return _form(written=True)


def _marked(page, *words: Word) -> tuple[str, ...]:
    leaders = find_leaders(page, DPI)
    clean = erase_leaders(page, leaders)
    return tuple(word.text for word in mark_handwriting(words, clean, leaders))


def test_the_strokes_on_a_form_are_marked_and_its_print_is_read(form):
    lines: dict[int, list[str]] = {}
    for word in read_page(form, ("vie",), DPI):
        lines.setdefault(word.line, []).append(word.text)
    texts = [" ".join(line) for line in lines.values()]
    assert texts[:2] == [f"1. Họ và tên: {HANDWRITTEN}", f"2. Nơi sinh: {HANDWRITTEN}"]
    assert "3. Nghề nghiệp: giáo viên" in texts
    assert texts[-1] == "4. Năm sinh:"


@pytest.mark.parametrize(
    ("text", "confidence", "is_hand"),
    [
        ("Nguyễn", 0.93, False),
        ("Ngiạyân", 0.7, True),
        ("lan", 0.4, True),
        ("1952", 0.4, False),
    ],
)
def test_unsure_letters_on_a_leader_are_handwriting_but_no_figures(form, text, confidence, is_hand):
    label = Word("tên:", 380, 165, 60, 32, 0.95, 0, 0)
    assert _marked(form, label, _word(text, confidence)) == (
        "tên:",
        HANDWRITTEN if is_hand else text,
    )


def test_writing_that_was_not_read_is_marked_after_its_label(form):
    label = Word("tên:", 380, 165, 60, 32, 0.95, 0, 0)
    assert _marked(form, label) == ("tên:", HANDWRITTEN)


def test_an_empty_leader_and_a_page_without_leaders_get_no_mark(form):
    label = Word("sinh:", 380, 525, 60, 32, 0.95, 0, 0)
    assert _marked(form, label) == ("sinh:",)
    blank = numpy.full((800, 1600), 250, numpy.uint8)
    assert _marked(blank, _word("lan", 0.4)) == ("lan",)
