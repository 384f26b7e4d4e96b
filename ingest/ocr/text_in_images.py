"""Text in the images of a page, added to the page's own text.

A page from a word processor may contain a scanned decree, table or cutting: its own text is
correct, but it is not all that can be read there.
"""

from collections.abc import Iterator
from itertools import groupby

from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word
from library.vietnamese.legibility import is_legible

_MIN_CONFIDENCE = 0.7
_MIN_WORDS = 5
"""Fewer words are typically foliage and faces misread by Tesseract."""

REMARK = "Chữ trong hình trên trang này được đọc thêm từ ảnh."


def words_in_images(own: tuple[Word, ...], words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the recognised words outside the page's own text, numbered as blocks after it."""
    new_words = tuple(
        word for word in words if word.confidence >= _MIN_CONFIDENCE and not _is_covered(word, own)
    )
    if len(new_words) < _MIN_WORDS or not is_legible(as_text(new_words)):
        return ()
    last = own[-1] if own else None
    return tuple(
        _renumber_after(new_words, last.block + 1 if last else 0, last.line + 1 if last else 0)
    )


def _is_covered(word: Word, own: tuple[Word, ...]) -> bool:
    """Return True if the centre of a word is on a word of the page's own text."""
    across, down = word.left + word.width / 2, word.top + word.height / 2
    return any(
        own_word.left <= across <= own_word.left + own_word.width
        and own_word.top <= down <= own_word.top + own_word.height
        for own_word in own
    )


def _renumber_after(words: tuple[Word, ...], block: int, line: int) -> Iterator[Word]:
    for place, (_, inside) in enumerate(groupby(words, key=lambda word: word.block)):
        for _, row in groupby(inside, key=lambda word: word.line):
            for word in row:
                yield word._replace(block=block + place, line=line)
            line += 1
