"""Words of a page with their boxes, and their compact storage."""

import json
import zlib
from typing import NamedTuple

HANDWRITTEN = "✍"
"""Text of a word that stands for handwriting; readers see its picture."""


class Word(NamedTuple):
    """One word on a page; box in pixels of the displayed page, confidence from 0 to 1.

    A tuple, because a page has hundreds of words and a tuple is created four times as fast as a
    dataclass.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float
    block: int
    line: int
    """Blocks and lines count from 0 in reading order; line numbers continue across blocks."""
    checked: bool = False
    """True if a person confirmed the word."""
    role: str = ""
    """Role in the structure of a born-digital document: h2#4, p#7, li#9, td#1.2.3; else empty."""

    def scaled_down(self, factor: float) -> "Word":
        """Return the word on a page `factor` times smaller."""
        x0, top = round(self.left / factor), round(self.top / factor)
        x1 = round((self.left + self.width) / factor)
        bottom = round((self.top + self.height) / factor)
        return self._replace(left=x0, top=top, width=x1 - x0, height=bottom - top)


def pack(words: tuple[Word, ...]) -> bytes:
    """Return the words as deflated JSON, about 5 KB per page; equal words give equal bytes."""
    rows = [word if word.role else word[:-1] if word.checked else word[:-2] for word in words]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpack(content: bytes) -> tuple[Word, ...]:
    """Return the words that `pack` packed."""
    return tuple(Word(*row) for row in json.loads(zlib.decompress(content)))
