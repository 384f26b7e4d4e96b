"""Reads the lines that Tesseract saw no line in.

At 200 dots to the inch it drops now and then a line of one or two words that stands by itself: the
last word of a paragraph, “Kính gửi:”, a stamped “DỰ THẢO”.
"""

from itertools import groupby

from ingest.second_look import read_larger
from ingest.strays import box_of
from ingest.tools.leftover import unread
from ingest.tools.picture import Picture
from library.catalogue.quality import quality
from library.catalogue.words import Word

Words = tuple[Word, ...]

_SURE = 0.8
"""A stroke of a pen or the edge of a stamp reads as words of less."""

_MOST = 12
"""Where more stands that could be lines it is a drawing."""


def overlooked(picture: Picture, words: Words, languages: tuple[str, ...], dpi: int) -> list[Words]:
    """Return the lines of a page that are not among the words read on it.

    They are numbered from -1 down.
    """
    lines = [box_of(line) for _, line in groupby(words, key=lambda word: word.line)]
    places = tuple(unread(picture, lines)) if lines else ()
    if len(places) > _MOST:
        return []
    read = (read_larger(picture, place, languages, dpi) for place in places)
    found = (line for line in read if _is_print(line, languages))
    return [
        tuple(word._replace(line=-1 - place) for word in line) for place, line in enumerate(found)
    ]


def _is_print(line: Words, languages: tuple[str, ...]) -> bool:
    has_letters = any(letter.isalnum() for word in line for letter in word.text)
    return has_letters and (quality(line, languages) or 0.0) >= _SURE
