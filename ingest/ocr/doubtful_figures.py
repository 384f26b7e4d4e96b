"""Figures that a second model of Tesseract reads differently: they are marked as doubtful.

The Vietnamese model is sure of itself where a figure is misread (19 for a typed 10), because no
word around it helps; the model for digits is independent of it. Of 304 figures read rightly on 18
typeset newspaper pages it contradicted two.
"""

import re
from collections.abc import Iterable

from ingest.images import preprocess
from ingest.images.preprocess import Picture
from ingest.tools import tesseract
from library.catalogue.text.words import Word

_FIGURE = re.compile(r"\D?(\d{2,4})[.,;:)]?")
_DOUBTFUL_CONFIDENCE = 0.5
_MARGIN_RATIO = 0.15
"""Room around a figure, relative to its height."""


def doubt_figures(picture: Picture, words: Iterable[Word]) -> tuple[Word, ...]:
    """Return the words of a page, with low confidence for figures that were also read otherwise."""
    return tuple(_doubted(picture, word) for word in words)


def _doubted(picture: Picture, word: Word) -> Word:
    figure = _FIGURE.fullmatch(word.text)
    if figure is None or word.confidence <= _DOUBTFUL_CONFIDENCE:
        return word
    margin = round(_MARGIN_RATIO * word.height)
    high, wide = picture.shape
    edges = (
        max(word.left - margin, 0),
        max(word.top - margin, 0),
        min(word.left + word.width + margin, wide),
        min(word.top + word.height + margin, high),
    )
    digits, _ = tesseract.read_digits(preprocess.crop_line(picture, *edges))
    is_other = len(digits) == len(figure[1]) and digits != figure[1]
    return word._replace(confidence=_DOUBTFUL_CONFIDENCE) if is_other else word
