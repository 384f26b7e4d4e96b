"""Ink in places where OCR found no words (OpenCV)."""

from collections.abc import Iterator, Sequence

import cv2
import numpy

from ingest.images.cells import Cell, Mask, binarise
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


def unread_line_boxes(
    picture: Picture, words: Sequence[Cell], line_height: float
) -> Iterator[Cell]:
    """Yield the boxes of possible text lines that overlap none of the recognised words.

    `line_height` is the usual line height in pixels.
    """
    for box in _ink_boxes(
        _erase_words(binarise(picture), words, round(_GLYPH_OVERHANG_RATIO * line_height)),
        line_height,
    ):
        is_line = (
            _MIN_HEIGHT_RATIO * line_height < box.height < _MAX_HEIGHT_RATIO * line_height
            and box.width > _MIN_WIDTH_RATIO * line_height
        )
        if is_line and not any(map(box.overlaps, words)):
            yield box


def _erase_words(ink: Mask, words: Sequence[Cell], margin: int) -> Mask:
    for word in words:
        x0, y0 = max(0, word.left - margin), max(0, word.top - margin)
        ink[y0 : word.bottom + margin, x0 : word.right + margin] = 0
    return ink


def _ink_boxes(ink: Mask, line_height: float) -> Iterator[Cell]:
    """Yield the bounding boxes of ink that is close together, relative to the line height."""
    tall, wide = (side // _DOWNSCALE for side in ink.shape)
    inked = (shrink(255 * ink, wide, tall) > _MIN_INK_LEVEL).astype(numpy.uint8)
    kernel_size = numpy.ones(
        [
            max(1, round(part * line_height / _DOWNSCALE))
            for part in (_MAX_MARK_GAP_RATIO, _MAX_WORD_GAP_RATIO)
        ]
    )
    merged = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, kernel_size.astype(numpy.uint8))
    for x0, y0, wide, tall, _ in cv2.connectedComponentsWithStats(merged)[2][1:].tolist():
        yield Cell(x0 - 1, y0 - 1, wide + 2, tall + 2).enlarged(
            _DOWNSCALE
        )  # restores thin ends lost by downscaling
