"""Units of area and volume, whose small raised figure Tesseract reads as any sign: m², m³, km².

A word is taken for such a unit only after a number, or after a stroke (đồng/m²), and only if the
image shows a small raised sign at its end; the figure is read from that sign alone.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.images.picture import Picture
from ingest.images.raised_sign import raised_sign
from ingest.ocr.insert_lines import word_box
from ingest.tools import tesseract
from library.catalogue.text.words import Word

_UNIT = re.compile(
    r"(?P<before>[(]?(?:\d+(?:[.,]\d+)*|[^\W\d_]+/)?)(?P<unit>[kcd]?m)"
    r"(?P<sign>[^\W\d_]|[\d?°*”’'\"^ˆ‡$#¿@£]|)(?P<after>[,;.:)]*)"
)
_AFTER_NUMBER = re.compile(r"[(]?\d+(?:[.,]\d+)*|triệu|nghìn|ngàn|tỷ|vạn", re.IGNORECASE)
_RAISED = {"2": "²", "3": "³"}


def has_units(words: Sequence[Word]) -> bool:
    """Return True if a word may be such a unit: only then is the image needed."""
    return any(
        (match := _UNIT.fullmatch(word.text)) and _is_unit(previous, match)
        for previous, word in pairwise((None, *words))
    )


def restore_units(picture: Picture, words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words of a page with the figures of their units of area and volume."""
    return tuple(_restored(picture, words))


def _restored(picture: Picture, words: Sequence[Word]) -> Iterator[Word]:
    for previous, word in pairwise((None, *words)):
        match = _UNIT.fullmatch(word.text)
        yield _with_figure(picture, word, match) if match and _is_unit(previous, match) else word


def _is_unit(previous: Word | None, match: re.Match[str]) -> bool:
    if match["before"].strip("("):
        return bool(match["sign"] or match["before"].endswith("/"))
    return previous is not None and bool(_AFTER_NUMBER.fullmatch(previous.text))


def _with_figure(picture: Picture, word: Word, match: re.Match[str]) -> Word:
    sign = raised_sign(picture, word_box(word))
    if sign is None:
        return word
    figure, _ = tesseract.read_digits(sign)
    raised = _RAISED.get(figure) or _RAISED.get(match["sign"])
    if raised is None:
        return word
    return word._replace(text=f"{match['before']}{match['unit']}{raised}{match['after']}")
