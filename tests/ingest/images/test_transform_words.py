"""Tests of word boxes after rotation and deskewing."""

import cv2
import numpy
import pytest

from ingest.images.preprocess import straighten
from ingest.images.transform_words import transform
from ingest.record import Treatment
from library.catalogue.text.words import Word


@pytest.mark.parametrize(
    "treatment",
    [
        Treatment(),
        Treatment(turn=1),
        Treatment(turn=2),
        Treatment(turn=3),
        Treatment(skew=3.0),
        Treatment(turn=1, skew=-2.5),
    ],
    ids=str,
)
def test_transformed_words_match_the_ink_of_the_straightened_page(treatment):
    page = numpy.full((900, 600), 255, numpy.uint8)
    page[200:240, 100:260] = 0
    (word,) = transform((Word("Chợ", 100, 200, 160, 40, 1.0, 0, 0),), 600, 900, treatment)
    ink = cv2.boundingRect((straighten(page, treatment) < 128).astype(numpy.uint8))
    assert (word.left, word.top, word.width, word.height) == pytest.approx(ink, abs=2)


def test_transforming_no_words_returns_no_words():
    assert transform((), 600, 900, Treatment(turn=1)) == ()
