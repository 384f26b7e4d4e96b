"""Turns the words of a page into plain text, to be searched and copied."""

from library.catalogue.text.hyphens import Whole, wholes
from library.catalogue.text.words import Word

_HAN = (
    range(0x2E80, 0x3000),
    range(0x3400, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x32000),
)


def as_text(words: tuple[Word, ...]) -> str:
    """Return the words as plain text: a line a line, an empty line between blocks.

    A word that a line's end parted stands whole on the line where it begins; between Hán letters
    there is no space.
    """
    text, last = [], None
    for whole in wholes(words):
        if last is not None:
            text.append(_between(last, whole))
        text.append(whole.text)
        last = whole
    return "".join(text)


def _between(one: Whole, other: Whole) -> str:
    first, second = one.parts[0], other.parts[0]
    if first.line != second.line:
        return "\n" * (1 + (first.block != second.block))
    return "" if _is_han(one.text[-1]) and _is_han(other.text[0]) else " "


def _is_han(letter: str) -> bool:
    return any(ord(letter) in letters for letters in _HAN)
