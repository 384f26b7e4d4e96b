"""Reads the lines that Tesseract saw no line in, or of which it made a single sign.

At 200 dots to the inch it drops now and then a line of one or two words that stands by itself: the
last word of a paragraph, “Kính gửi:”. Beside a column with other distances between its lines it
takes “- Như trên;” for one mark, four letters wide.
"""

from itertools import groupby, islice
from statistics import median

from ingest.images.picture import Picture
from ingest.images.unread_ink import unread
from ingest.ocr.reattach_lines import box_of, place_of
from ingest.ocr.reread_low_confidence import read_larger
from library.catalogue.text.quality import quality
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_SURE = 0.8
"""The edge of a stamp, or a pen, reads as words of less."""

_FEW, _SURE_OF_FEW = 3, 0.93
"""A box to be ticked reads as so few letters, surely enough. Figures alone may be written by hand:
575 was read as 915."""

_MOST = 12
"""Where more stands that could be lines it is a drawing."""

_WIDE, _TALL, _DOUBTED = 1.2, 0.3, 0.85
"""For each of its letters a sign that is wider, in heights of a usual line, is none, unless it is
flat; or surely read: then it stands in a headline."""


def without_blots(words: Words) -> Words:
    """Return the words without the doubted signs that are too large to be any."""
    if not words:
        return ()
    high = _height(words)
    return tuple(word for word in words if not _is_blot(word, high))


def overlooked(picture: Picture, words: Words, languages: tuple[str, ...], dpi: int) -> list[Words]:
    """Return the lines of a page that are not among the words read on it.

    They are numbered from -1 down.
    """
    if not words:
        return []
    boxes = tuple(map(place_of, words))
    places = tuple(islice(unread(picture, boxes, _height(words)), _MOST + 1))
    if len(places) > _MOST:
        return []
    read = (read_larger(picture, place, languages, dpi) for place in places)
    found = (line for line in read if _is_print(line, languages))
    return [
        tuple(word._replace(line=-1 - place) for word in line) for place, line in enumerate(found)
    ]


def _height(words: Words) -> float:
    """Return how high a line usually is."""
    return median(box_of(line).height for _, line in groupby(words, key=lambda word: word.line))


def _is_blot(word: Word, high: float) -> bool:
    is_large = word.width > _WIDE * high * len(word.text) and word.height > _TALL * high
    return is_large and word.confidence < _DOUBTED and not any(map(str.isalnum, word.text))


def _is_print(line: Words, languages: tuple[str, ...]) -> bool:
    letters = sum(map(str.isalpha, "".join(word.text for word in line)))
    least = _SURE if letters > _FEW else _SURE_OF_FEW
    return letters > 0 and (quality(line, languages) or 0.0) >= least
