"""Word boxes after a page was rotated upright and deskewed (OpenCV)."""

import cv2
import numpy

from ingest.images.preprocess import deskew_matrix
from ingest.record import Treatment
from library.catalogue.text.words import Word


def transform(
    words: tuple[Word, ...], width: int, height: int, treatment: Treatment
) -> tuple[Word, ...]:
    """Return the words with their boxes mapped from the scanned page to the straightened page.

    `width` and `height` are the size of the scanned page in pixels.
    """
    if not words:
        return words
    boxes = numpy.array([(w.left, w.top, w.left + w.width, w.top + w.height) for w in words], float)
    corners = boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
    for _ in range(treatment.turn):
        corners = numpy.stack((height - corners[..., 1], corners[..., 0]), axis=-1)
        width, height = height, width
    if treatment.skew:
        matrix, _ = deskew_matrix(width, height, treatment.skew)
        corners = cv2.transform(corners, matrix)
    origins = numpy.rint(corners.min(axis=1)).astype(int)
    sizes = numpy.rint(corners.max(axis=1)).astype(int) - origins
    boxes_after = numpy.hstack((numpy.maximum(origins, 0), sizes)).tolist()
    return tuple(
        word._replace(left=x, top=y, width=wide, height=high)
        for word, (x, y, wide, high) in zip(words, boxes_after, strict=True)
    )
