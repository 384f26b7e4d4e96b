"""Plain text of a page, for search and copying."""

from library.catalogue.text.hyphens import JoinedWord, joined_words
from library.catalogue.text.words import Word

_HAN = (
    range(0x2E80, 0x3000),
    range(0x3400, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x32000),
)


def as_text(words: tuple[Word, ...]) -> str:
    """Return the words as plain text, with an empty line between blocks.

    A hyphenated word is written whole on the line where it begins; there is no space between Hán
    characters.
    """
    text, last = [], None
    for word in joined_words(words):
        if last is not None:
            text.append(_separator(last, word))
        text.append(word.text)
        last = word
    return "".join(text)


def _separator(previous: JoinedWord, following: JoinedWord) -> str:
    first, second = previous.parts[0], following.parts[0]
    if first.line != second.line:
        return "\n" * (1 + (first.block != second.block))
    return "" if is_han(previous.text[-1]) and is_han(following.text[0]) else " "


def is_han(letter: str) -> bool:
    """Return True for a Hán or Nôm character."""
    return any(ord(letter) in letters for letters in _HAN)
