"""Ink in places where OCR found no words (OpenCV).

Without it 12 letters of one of 19 real pages are lost; on 29 real and 96 held-out pages nothing but
print was taken for lines. No threshold was measured by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy

from ingest.images.cells import Cell, Mask, binarise, crop
from ingest.images.picture import Picture, shrink

_DOWNSCALE = 2
"""Factor by which the analysed copy is smaller than the page."""

_MIN_INK_LEVEL = 64
"""Least level out of 255 of a downscaled pixel: a quarter of the merged pixels are ink."""

_GLYPH_OVERHANG_RATIO = 0.15
"""Marks and descenders may extend beyond a word's box by this fraction of a line height."""

_MAX_WORD_GAP_RATIO, _MAX_MARK_GAP_RATIO = 0.8, 0.2
"""Greatest gaps between words, and between letters and their marks, in line heights."""

_MIN_HEIGHT_RATIO, _MAX_HEIGHT_RATIO, _MIN_WIDTH_RATIO = 0.4, 1.6, 1.0
"""Size range of a text line in usual line heights, from small print to headlines."""

_MIN_DIGIT_HEIGHT_RATIO, _MIN_DIGIT_WIDTH_RATIO = 0.3, 0.12
"""Least size of a digit alone, where page numbers are, in usual line heights: a 1 of 8 points."""

_MAX_OFF_CENTRE, _SIDES, _PAGE_NUMBER_BAND, _OUTER_BAND = 0.1, (0.05, 0.2), 0.08, 0.13
"""Place of a page number: parts of the width from the middle or from a side, of the height from top
or bottom, of the last if all text is on one side. Closer to the side are shadows of the edge."""

_LETTER_GAP_RATIO, _MIN_FIGURE_RATIO = 0.5, 0.6
"""Greatest gap between digits of one number and least height of a digit, in heights of a digit."""

_MIN_BLOCK_WIDTH_RATIO, _MIN_BLOCK_LETTERS = 2.0, 12
"""Width in line heights of several close lines, and the letters among their strokes."""

_MIN_LETTER_RATIO, _MAX_LETTER_RATIO = 0.25, 1.2
"""Height of a letter relative to its line; touching ones are as wide as two lines are high."""


@dataclass(frozen=True, slots=True)
class UnreadInk:
    """Boxes of ink that may be writing."""

    lines: tuple[Cell, ...]
    """Single lines, which overlap none of the recognised words."""
    blocks: tuple[Cell, ...]
    """Several close lines, or lines and something else; their boxes may contain words."""


def find_unread_ink(picture: Picture, words: Sequence[Cell], line_height: float) -> UnreadInk:
    """Return the ink outside the recognised words; `line_height` is the usual one in pixels."""
    ink = _erase_words(binarise(picture), words, round(_GLYPH_OVERHANG_RATIO * line_height))
    boxes = tuple(_ink_boxes(ink, line_height))
    return UnreadInk(
        tuple(
            box
            for box in boxes
            if _is_line(box, line_height, is_page_number_place(box, picture, words))
            and not any(map(box.overlaps, words))
        ),
        tuple(box for box in boxes if _is_block(box, ink, line_height)),
    )


def between_dashes(picture: Picture, box: Cell) -> Cell:
    """Return the part of a box with ink in its upper third: the number in “- 3 -”."""
    upper = binarise(crop(picture, box))[: box.height // 3]
    x, _, width, _ = cv2.boundingRect(upper)
    return Cell(box.left + x, box.top, width, box.height) if width else box


def whole_number(picture: Picture, digits: Cell) -> Cell:
    """Return the box of some digits with the digits beside them, which OCR left out."""
    reach = round(2 * digits.height)
    x0, x1 = max(0, digits.left - reach), min(picture.shape[1], digits.right + reach)
    strip = Cell(x0, max(0, digits.top), x1 - x0, digits.height)
    _, _, stats, _ = cv2.connectedComponentsWithStats(binarise(crop(picture, strip)))
    boxes = (Cell(*box).moved(strip.left, strip.top) for *box, _ in stats[1:].tolist())
    figures = sorted(
        (box for box in boxes if _is_figure(box, digits.height)), key=lambda box: box.left
    )
    start, end, gap = digits.left, digits.right, _LETTER_GAP_RATIO * digits.height
    for figure in figures:
        if figure.left - end < gap and figure.right > end:
            end = figure.right
    for figure in reversed(figures):
        if start - figure.right < gap and figure.left < start:
            start = figure.left
    return Cell(start, digits.top, end - start, digits.height)


def _is_figure(box: Cell, height: int) -> bool:
    return box.height > _MIN_FIGURE_RATIO * height and box.width < 2 * box.height


def is_page_number_place(box: Cell, picture: Picture, words: Sequence[Cell] = ()) -> bool:
    """Return True at the top or the bottom of a page, in the middle or where its text ends.

    A box above or below all words may be farther from the edge.
    """
    height, width = picture.shape[:2]
    across, down = (box.left + box.width / 2) / width, (box.top + box.height / 2) / height
    is_in_middle = abs(across - 0.5) < _MAX_OFF_CENTRE
    is_in_corner = _SIDES[0] < min(across, 1 - across) < _SIDES[1]
    band = _OUTER_BAND if words and _is_outside(box, words) else _PAGE_NUMBER_BAND
    return (is_in_middle or is_in_corner) and min(down, 1 - down) < band


def _is_outside(box: Cell, words: Sequence[Cell]) -> bool:
    is_above = all(box.bottom <= word.top for word in words)
    return is_above or all(box.top >= word.bottom for word in words)


def _is_line(box: Cell, line_height: float, is_number_place: bool) -> bool:
    min_height = _MIN_DIGIT_HEIGHT_RATIO if is_number_place else _MIN_HEIGHT_RATIO
    min_width = _MIN_DIGIT_WIDTH_RATIO if is_number_place else _MIN_WIDTH_RATIO
    return (
        min_height * line_height < box.height < _MAX_HEIGHT_RATIO * line_height
        and box.width > min_width * line_height
    )


def _is_block(box: Cell, ink: Mask, line_height: float) -> bool:
    if (
        box.height < _MAX_HEIGHT_RATIO * line_height
        or box.width < _MIN_BLOCK_WIDTH_RATIO * line_height
    ):
        return False
    inside = crop(ink, Cell(max(0, box.left), max(0, box.top), box.width, box.height))
    _, _, stats, _ = cv2.connectedComponentsWithStats(numpy.ascontiguousarray(inside))
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    are_letters = (
        (heights > _MIN_LETTER_RATIO * line_height)
        & (heights < _MAX_LETTER_RATIO * line_height)
        & (widths < 2 * line_height)
    )
    return bool(are_letters.sum() >= _MIN_BLOCK_LETTERS)


def _erase_words(ink: Mask, words: Sequence[Cell], margin: int) -> Mask:
    for word in words:
        x0, y0 = max(0, word.left - margin), max(0, word.top - margin)
        ink[y0 : word.bottom + margin, x0 : word.right + margin] = 0
    return ink


def _ink_boxes(ink: Mask, line_height: float) -> Iterator[Cell]:
    """Yield the bounding boxes of ink that is close together, relative to the line height."""
    tall, wide = (side // _DOWNSCALE for side in ink.shape)
    ink_mask = (shrink(255 * ink, wide, tall) > _MIN_INK_LEVEL).astype(numpy.uint8)
    kernel_size = numpy.ones(
        [
            max(1, round(part * line_height / _DOWNSCALE))
            for part in (_MAX_MARK_GAP_RATIO, _MAX_WORD_GAP_RATIO)
        ]
    )
    merged_mask = cv2.morphologyEx(ink_mask, cv2.MORPH_CLOSE, kernel_size.astype(numpy.uint8))
    for x0, y0, wide, tall, _ in cv2.connectedComponentsWithStats(merged_mask)[2][1:].tolist():
        yield Cell(x0 - 1, y0 - 1, wide + 2, tall + 2).enlarged(
            _DOWNSCALE
        )  # restores thin ends lost by downscaling
