"""Synonyms: abbreviations, road numbers, French country names and Roman numerals."""

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from library.vietnamese.letters import fold, spell_one_way

_FILE = Path(__file__).with_name("data") / "other-names.tsv"
"""Pairs of names that both occur in documents, with their sources; each finds the other."""

_ROAD = re.compile(r"(?:rc|route coloniale|đường số|duong so|quốc lộ|quoc lo|ql) ?(\d{1,3})$")
_WORDS_BEFORE_ROMAN = "kỷ khóa thứ quý chương khu hồi phần mục tập hạng cấp loại thế đoàn xứ vua"
_BEFORE_ROMAN = frozenset(fold(spell_one_way(word)) for word in _WORDS_BEFORE_ROMAN.split())
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_MAX_PHRASE_WORDS = 7


def other_names(words: tuple[str, ...], start: int) -> tuple[int, tuple[str, ...]]:
    """Return the number of words from `start` that have other names, and those; else (1, ())."""
    for length in range(min(_MAX_PHRASE_WORDS, len(words) - start), 0, -1):
        phrase = " ".join(words[start : start + length])
        names = _road_names(phrase) or _table().get(phrase, ())
        if names:
            return length, names
    return 1, ()


def other_number(previous: str, word: str) -> str | None:
    """Return a number in the other numerals, where both are used: thế kỷ XIX, thế kỷ 19."""
    if previous not in _BEFORE_ROMAN:
        return None
    if word.isdecimal() and 0 < int(word) < 40:
        return _to_roman(int(word))
    match = _ROMAN.match(word)
    return str(_roman_value(word)) if match and word else None


def _road_names(phrase: str) -> tuple[str, ...]:
    match = _ROAD.match(phrase)
    if not match:
        return ()
    names = (f"đường số {match[1]}", f"quốc lộ {match[1]}", f"rc{match[1]}", f"rc {match[1]}")
    return tuple(name for name in names if fold(name) != fold(phrase))


@cache
def _table() -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = defaultdict(dict)
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for row in list(csv.reader(lines, delimiter="\t"))[1:]:
            name, other = map(spell_one_way, row[:2])
            for term, synonym in ((name, other), (other, name)):
                for spelling in (term, fold(term)):
                    names[spelling][synonym] = None
    return {name: tuple(synonyms) for name, synonyms in names.items()}


def _to_roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    ones_numeral = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
    return "x" * tens + ones_numeral


def _roman_value(roman: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in roman]
    return sum(
        -value if following > value else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
