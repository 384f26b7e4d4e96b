"""Reads again, a quarter larger, the lines that were read with doubt; the surer reading stands.

Of a line as clear as any Tesseract now and then makes rubbish (“map NI BBg 5” of “Căn cứ Quyết
định số”), most often where words stand far apart in a narrow column; and it tears the last word
off a headline where a column ends below. How sure it is of a line, letter by letter, tells so, and
the same line read whole, at another size, comes out right.
"""

from collections.abc import Iterable, Iterator
from statistics import median

from ingest.tools import tesseract
from ingest.tools.cells import Cell, around
from ingest.tools.picture import Picture, enlarged
from library.catalogue.words import Word

Words = tuple[Word, ...]

_DOUBTED = 0.85
"""Lines of print reach 0.9 and more."""

_SURER = 0.05
_LARGER = 1.25
_AROUND = 0.14
"""Paper left around a line, as part of its height."""

_MOST = 0.25
"""Part of the lines: what is read with doubt all over is no print, or lies on its head."""

_HEADLINE = 1.4
"""So many times as high as the usual line is one that may be torn."""

_LEVEL, _NEAR = 0.6, 3.0
"""A part that was torn off stands so far beside the rest, and not further than so many heights."""


def read_twice(picture: Picture, languages: tuple[str, ...], dpi: int) -> Words:
    """Return the words on a prepared page in reading order, each line as it is read best."""
    lines = tesseract.read_lines(picture, languages, dpi)
    boxes, read = [Cell(*box) for box, _ in lines], [words for _, words in lines]
    doubted = [place for place, words in enumerate(read) if _sureness(words) < _DOUBTED]
    if len(doubted) <= _MOST * len(lines):
        for first, *others in _wholes(boxes, doubted):
            before = _joined(read[part] for part in (first, *others))
            whole = around(boxes[part] for part in (first, *others))
            again = _larger(picture, whole, languages, dpi)
            if _sureness(again) > _sureness(before) + _SURER:
                block, line = read[first][0].block, read[first][0].line
                read[first] = tuple(word._replace(block=block, line=line) for word in again)
                for part in others:
                    read[part] = ()
    return _joined(read)


def _wholes(boxes: list[Cell], doubted: list[int]) -> Iterator[tuple[int, ...]]:
    """Give the places of what is one line: a headline and its parts, and each other doubted one."""
    alone = set(doubted)
    least = _HEADLINE * median(box.height for box in boxes) if boxes else 0
    for place, box in enumerate(boxes):
        if box.height > least and place not in alone:
            parts = [part for part in alone if _is_torn_off(boxes[part], box)]
            alone.difference_update(parts)
            if parts:
                yield place, *parts
    for place in sorted(alone):
        yield (place,)


def _is_torn_off(part: Cell, line: Cell) -> bool:
    level = min(part.bottom, line.bottom) - max(part.top, line.top)
    gap = part.left - line.right
    return level > _LEVEL * part.height and -line.height < gap < _NEAR * line.height


def _joined(read: Iterable[Words]) -> Words:
    return tuple(word for words in read for word in words)


def _larger(picture: Picture, box: Cell, languages: tuple[str, ...], dpi: int) -> Words:
    paper = round(_AROUND * box.height)
    left, top = max(0, box.left - paper), max(0, box.top - paper)
    larger = enlarged(picture, left, top, box.right + paper, box.bottom + paper, _LARGER)
    return tuple(
        word._replace(
            left=left + round(word.left / _LARGER),
            top=top + round(word.top / _LARGER),
            width=round(word.width / _LARGER),
            height=round(word.height / _LARGER),
        )
        for word in tesseract.read_line(larger, languages, dpi)
    )


def _sureness(words: Words) -> float:
    """Return how sure all letters of a line are in the mean."""
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / letters if letters else 0.0
