"""Reads again, a quarter larger, the lines that were read with doubt; the surer reading stands.

Of a line as clear as any Tesseract now and then makes rubbish (“map NI BBg 5” of “Căn cứ Quyết
định số”), most often where words stand far apart in a narrow column. How sure it is of the line,
letter by letter, tells so, and the same line read at another size comes out right.
"""

from ingest.tools import tesseract
from ingest.tools.picture import Picture, enlarged
from ingest.tools.tesseract import Box
from library.catalogue.words import Word

_DOUBTED = 0.85
"""Lines of print reach 0.9 and more."""

_SURER = 0.05
_LARGER = 1.25
_AROUND = 4
"""Pixels of paper left around a line."""

_MOST = 0.25
"""Part of the lines: what is read with doubt all over is no print, or lies on its head."""


def read_twice(picture: Picture, languages: tuple[str, ...], dpi: int) -> tuple[Word, ...]:
    """Return the words on a prepared page in reading order, each line as it is read best."""
    lines = tesseract.read_lines(picture, languages, dpi)
    read = [words for _, words in lines]
    doubted = [place for place, words in enumerate(read) if _sureness(words) < _DOUBTED]
    if len(doubted) <= _MOST * len(lines):
        for place in doubted:
            again = _larger(picture, *lines[place], languages, dpi)
            if _sureness(again) > _sureness(read[place]) + _SURER:
                read[place] = again
    return tuple(word for words in read for word in words)


def _larger(
    picture: Picture, box: Box, words: tuple[Word, ...], languages: tuple[str, ...], dpi: int
) -> tuple[Word, ...]:
    left, top = (max(0, edge - _AROUND) for edge in box[:2])
    right, bottom = box[0] + box[2] + _AROUND, box[1] + box[3] + _AROUND
    larger = enlarged(picture, left, top, right, bottom, _LARGER)
    return tuple(
        word._replace(
            left=left + round(word.left / _LARGER),
            top=top + round(word.top / _LARGER),
            width=round(word.width / _LARGER),
            height=round(word.height / _LARGER),
            block=words[0].block,
            line=words[0].line,
        )
        for word in tesseract.read_line(larger, languages, dpi)
    )


def _sureness(words: tuple[Word, ...]) -> float:
    """Return how sure all letters of a line are in the mean."""
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / letters if letters else 0.0
