"""Figures that a second model of Tesseract reads otherwise: doubtful ones, and lost marks.

The Vietnamese model is sure of itself where a figure is misread (19 for a typed 10), because no
word around it helps, and loses points and commas (483446 for 483.446); the model for digits is
independent of it. Of 304 figures read rightly on 18 typeset newspaper pages it contradicted two.
"""

import re
from collections.abc import Iterable

from ingest.images.preprocess import Picture
from ingest.ocr.reread_digits import MARKS, read_figure, without_marks
from library.catalogue.text.words import Word
from library.vietnamese.figure_grammar import is_impossible

_FIGURE = re.compile(r"\D?(?P<digits>\d{2,})[.,;:)]?")
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,3},\d{1,2}")
"""A figure with the marks that it may have lost."""

_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_SIGNS = "#&§lIO"
_WITH_SIGNS = re.compile(r"\(?(?P<digits>[\d.,#&][\d.,#&§lIO]*%?)[.,;:)]*")
"""A figure with signs that stand for a digit; a section sign may begin a number (§12)."""

_DOUBTFUL_CONFIDENCE = 0.5
_MIN_CONFIDENCE_OF_MARKS, _MIN_CONFIDENCE_OF_IMPOSSIBLE = 0.9, 0.8
"""Least confidence of marks in a figure that may lack them, and in place of an impossible one."""

_MARGIN_RATIO = 0.15
"""Room around a figure, relative to its height."""


def doubt_figures(picture: Picture, words: Iterable[Word]) -> tuple[Word, ...]:
    """Return the words of a page, with low confidence for figures that were also read otherwise."""
    return tuple(_doubted(picture, word) for word in words)


def _doubted(picture: Picture, word: Word) -> Word:
    torn = _WITH_SIGNS.fullmatch(word.text)
    if torn and is_impossible(word.text):
        return _restored(picture, word, torn["digits"])
    figure = _FIGURE.fullmatch(word.text)
    return _compared(picture, word, figure["digits"]) if figure else word


def _compared(picture: Picture, word: Word, digits: str) -> Word:
    if word.confidence <= _DOUBTFUL_CONFIDENCE:
        return word
    amount, confidence = _read_figure(picture, word)
    other = without_marks(amount)
    if other != digits:
        is_other = len(other) == len(digits)
        return word._replace(confidence=_DOUBTFUL_CONFIDENCE) if is_other else word
    has_lost_marks = _AMOUNT.fullmatch(amount) and not _YEAR.fullmatch(digits)
    if not has_lost_marks or confidence < _MIN_CONFIDENCE_OF_MARKS:
        return word
    return word._replace(text=word.text.replace(digits, amount))


def _restored(picture: Picture, word: Word, figure: str) -> Word:
    """Return a figure that cannot be as the other model reads it, if they agree on its digits."""
    other, confidence = _read_figure(picture, word)
    digits = "".join(r"\d" if sign in _SIGNS else sign for sign in figure if sign not in MARKS)
    agrees = re.fullmatch(digits, without_marks(other)) and not is_impossible(other)
    if not agrees or confidence < _MIN_CONFIDENCE_OF_IMPOSSIBLE:
        return word
    return word._replace(text=word.text.replace(figure, other))


def _read_figure(picture: Picture, word: Word) -> tuple[str, float]:
    margin = round(_MARGIN_RATIO * word.height)
    high, wide = picture.shape
    edges = (
        max(word.left - margin, 0),
        max(word.top - margin, 0),
        min(word.left + word.width + margin, wide),
        min(word.top + word.height + margin, high),
    )
    figure, confidence = read_figure(picture, edges, MARKS)
    return figure.strip(".,"), confidence
