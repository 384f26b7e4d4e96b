"""Book numbers (ký hiệu tác giả, Cutter) by the first syllables of a title or a name.

Vietnamese public libraries write the initial consonants of the first syllable, the number of its
rhyme in a table, and the initial of the second syllable: Non nước → N430N. The table is data; a
library replaces it by a file of its own.
"""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

from library.vietnamese.letters import compose

OWN_FILE = "catalogue/cutter.csv"
"""Table of the library, in its data folder."""

_FILE = Path(__file__).with_name("data") / "cutter.csv"
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_INITIALS = (
    *("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr"),
    *"bcdđghklmnpqrstvx",
)
_WORD = re.compile(r"[^\W\d_]+")
_LOOKS_LIKE_A_DIGIT = frozenset("IOÔƠ")
"""Letters that need a hyphen before the number: GI-108."""


def book_number(text: str, home: Path | None = None) -> str:
    """Return the book number of a title or name; empty if it does not begin with a syllable."""
    words = _WORD.findall(compose(text).lower())[:2]
    if not words:
        return ""
    initial, rhyme = _parts(words[0])
    own = home / OWN_FILE if home else _FILE
    number = _table(own if own.exists() else _FILE).get(rhyme)
    if number is None:
        return ""
    first = (initial or rhyme[0]).upper()
    hyphen = "-" if first[-1] in _LOOKS_LIKE_A_DIGIT else ""
    second_initial, second_rhyme = _parts(words[1]) if len(words) > 1 else ("", "")
    second = second_initial or second_rhyme[:1]
    return f"{first}{hyphen}{number}{second.upper()}"


def _parts(word: str) -> tuple[str, str]:
    """Return the initial consonants of a syllable and its rhyme without the tone."""
    parts = unicodedata.normalize("NFD", word)
    plain = compose("".join(part for part in parts if part not in _TONES))
    initial = next((start for start in _INITIALS if plain.startswith(start)), "")
    rhyme = plain[len(initial) :]
    if initial == "gi" and not _begins_with_a_vowel(rhyme):
        rhyme = f"i{rhyme}"  # gì, gìn: the i belongs to the rhyme as well
    return initial, rhyme


def _begins_with_a_vowel(text: str) -> bool:
    return text[:1] in tuple("aăâeêioôơuưy")


@cache
def _table(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[0].strip(): row[1].strip() for row in csv.reader(file) if len(row) > 1}
