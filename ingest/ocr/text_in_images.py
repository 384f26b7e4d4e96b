"""Adds what is written in the pictures of a page to the text the page has itself.

A page from a word processor may show a decree, a table or a cutting that was scanned and pasted in:
its text is sound, but it is not all that can be read there.
"""

from collections.abc import Iterator
from itertools import groupby

from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word
from library.vietnamese.legibility import is_legible

_SURE = 0.7
_FEWEST = 5
"""Fewer words are what Tesseract takes leaves and faces for."""

REMARK = "Chữ trong hình trên trang này được đọc thêm từ ảnh."


def added(own: tuple[Word, ...], read: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words that were read where a page's own text has none, as blocks after it."""
    found = tuple(word for word in read if word.confidence >= _SURE and not _is_covered(word, own))
    if len(found) < _FEWEST or not is_legible(as_text(found)):
        return ()
    last = own[-1] if own else None
    return tuple(_after(found, last.block + 1 if last else 0, last.line + 1 if last else 0))


def _is_covered(word: Word, own: tuple[Word, ...]) -> bool:
    """Say whether the middle of a word lies on a word of the page's own text."""
    across, down = word.left + word.width / 2, word.top + word.height / 2
    return any(
        one.left <= across <= one.left + one.width and one.top <= down <= one.top + one.height
        for one in own
    )


def _after(words: tuple[Word, ...], block: int, line: int) -> Iterator[Word]:
    for place, (_, inside) in enumerate(groupby(words, key=lambda word: word.block)):
        for _, row in groupby(inside, key=lambda word: word.line):
            for word in row:
                yield word._replace(block=block + place, line=line)
            line += 1
