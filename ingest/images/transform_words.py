"""Follows words to where they stand once their page was put upright and straight (OpenCV)."""

import cv2
import numpy

from ingest.images.preprocess import straightening
from ingest.record import Treatment
from library.catalogue.text.words import Word


def moved(
    words: tuple[Word, ...], width: int, height: int, treatment: Treatment
) -> tuple[Word, ...]:
    """Return words of a page of this size, as it was scanned, with their places as it is shown."""
    if not words:
        return words
    boxes = numpy.array([(w.left, w.top, w.left + w.width, w.top + w.height) for w in words], float)
    corners = boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
    for _ in range(treatment.turn):
        corners = numpy.stack((height - corners[..., 1], corners[..., 0]), axis=-1)
        width, height = height, width
    if treatment.skew:
        matrix, _ = straightening(width, height, treatment.skew)
        corners = cv2.transform(corners, matrix)
    least = numpy.rint(corners.min(axis=1)).astype(int)
    sizes = numpy.rint(corners.max(axis=1)).astype(int) - least
    places = numpy.hstack((numpy.maximum(least, 0), sizes)).tolist()
    return tuple(
        word._replace(left=left, top=top, width=wide, height=high)
        for word, (left, top, wide, high) in zip(words, places, strict=True)
    )
