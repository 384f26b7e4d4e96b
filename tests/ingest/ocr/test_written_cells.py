"""Cells filled in by hand become marks; labels, print and sure figures stay."""

import numpy
import pytest

from ingest.ocr.read_tables import mark_written_cells
from library.catalogue.text.words import HANDWRITTEN, Word

_HIGH, _WIDE = 60, 300


def _cells(*texts: str) -> tuple[numpy.ndarray, list, list]:
    """Return a page with a row for each text, its boxes and readings: `word?` is an unsure one."""
    page = numpy.full((_HIGH * len(texts), _WIDE), 250, numpy.uint8)
    boxes, cells = [], []
    for row, text in enumerate(texts):
        box = (0, _HIGH * row, _WIDE, _HIGH)
        words = []
        for place, part in enumerate(text.split()):
            x0, confidence = 10 + 70 * place, 0.3 if part.endswith("?") else 0.96
            page[box[1] + 15 : box[1] + 40 : 2, x0 : x0 + 50] = 20
            word = Word(part.strip("?"), x0, box[1] + 15, 50, 25, confidence, 0, row)
            words.append(word)
        boxes.append(box)
        cells.append(tuple(words))
    return page, boxes, cells


def _read(*texts: str) -> list[str]:
    return [" ".join(word.text for word in cell) for cell in mark_written_cells(*_cells(*texts))]


_LABELS = ("Họ và tên:", "Nơi sinh:", "Dân tộc:")


def test_writing_after_labels_is_marked_and_the_labels_stay():
    filled = [f"{label} Ngiyân? vef?" for label in _LABELS]
    assert _read(*filled) == [f"{label} {HANDWRITTEN}" for label in _LABELS]


def test_cells_that_hold_only_writing_are_marked_and_printed_ones_stay():
    printed = ("Tên hiện vật", "Trống đồng", "Bình gốm", "12")
    read = _read(*printed, "tờt? rgt?", "cou? nguyer?", "vef?")
    assert read == [*printed, HANDWRITTEN, HANDWRITTEN, HANDWRITTEN]


def test_a_mark_covers_the_writing():
    page, boxes, cells = _cells("Họ và tên:", "Nơi sinh:", "vef?", "rgt?", "cou?")
    (mark,) = mark_written_cells(page, boxes, cells)[2]
    assert (mark.left, mark.width, mark.line) == (10, 50, 2)


@pytest.mark.parametrize(
    "texts",
    [
        ("Tên hiện vật", "Nơi lưu giữ", "Trống đồng", "rgt?", "vef?"),
        ("vef? rgt?", "cou? nguyer?", "hai? tjm?", "con? lam?"),
        ("Họ và tên: Nguyễn Văn", "Nơi sinh: Cao Bằng", "Dân tộc: Tày"),
        ("Họ và tên:", "Nơi sinh:", "Dân tộc:", ""),
    ],
    ids=["two unsure cells", "nothing printed", "typed", "not filled in"],
)
def test_a_table_without_proof_of_writing_stays_as_it_was_read(texts):
    assert _read(*texts) == [" ".join(text.split()).replace("?", "") for text in texts]


def test_a_sure_figure_on_a_written_form_stays():
    assert _read(*_LABELS, "vef?", "rgt?", "cou?", "1952")[-1] == "1952"


def test_unsure_words_that_belong_together_are_print_on_a_written_form():
    page, boxes, cells = _cells(*_LABELS, "vef?", "rgt?", "cou?", "hội nghị")
    unsure = tuple(word._replace(confidence=0.7) for word in cells[-1])
    for texts, is_print in ((("hội", "nghị"), True), (("hộl", "nghj"), False)):
        cell = tuple(word._replace(text=text) for word, text in zip(unsure, texts, strict=True))
        read = mark_written_cells(page, boxes, [*cells[:-1], cell])[-1]
        assert (read == cell) == is_print


def test_writing_that_was_not_read_is_marked_on_a_written_form():
    page, boxes, cells = _cells(*_LABELS, "vef?", "rgt?", "cou?", "hai?")
    read = mark_written_cells(page, boxes, [*cells[:-1], ()])
    assert [word.text for word in read[-1]] == [HANDWRITTEN]
