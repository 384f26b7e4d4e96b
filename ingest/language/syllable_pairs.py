"""Frequency of pairs of neighbouring syllables in Vietnamese text.

The shipped table (data/SOURCES.md) is joined by the pairs of the library's own text, once a person
has switched them on (`ingest.language.learned_tables`).
"""

import lzma
import re
import sys
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path

from library.vietnamese.letters import compose, fold, spell_one_way

_FILE = Path(__file__).with_name("data") / "syllable-pairs.xz"
_TOKEN = re.compile(r"[^\W\d_]+|[^\s\w]|\d+")
_TRANSPARENT = '"“”‘’()'
"""Signs that do not divide a pair; all others, and numbers, do."""

_MAX_LEVEL = 15

Pair = tuple[str, str]


class SyllablePairs:
    """Table of the pairs, with their frequency as a level: bits of the number of times."""

    def __init__(self, syllables: tuple[str, ...], codes: array, levels: bytes) -> None:
        self._syllables, self._codes, self._levels = syllables, codes, levels
        self._ids = {spell_one_way(text): place for place, text in enumerate(syllables)}
        self._alike: dict[str, list[str]] = defaultdict(list)
        for text in syllables:
            self._alike[fold(text)].append(text)
        self._own: dict[Pair, int] = {}
        self._confusions: tuple[tuple[str, str], ...] = ()

    def level(self, first: str, second: str) -> int:
        """Return 0 for a pair that never occurs, 1 if once, 4 from 8 times, 8 from 128 times.

        Both are spelt one way: see `library.vietnamese.letters.spell_one_way`.
        """
        own = self._own.get((first, second), 0)
        first_id, second_id = self._ids.get(first), self._ids.get(second)
        if first_id is None or second_id is None:
            return own
        code = first_id * len(self._syllables) + second_id
        place = bisect_left(self._codes, code)
        is_found = place < len(self._codes) and self._codes[place] == code
        return max(own, self._levels[place]) if is_found else own

    def alike(self, syllable: str) -> tuple[str, ...]:
        """Return the syllables with the same letters under any marks, without its own spellings."""
        same = spell_one_way(syllable)
        alike = self._alike.get(fold(syllable), ())
        return tuple(text for text in alike if spell_one_way(text) != same)

    def holds(self, syllable: str) -> bool:
        """Return True if the table has this syllable, spelt one way."""
        return syllable in self._ids

    def readings(self, word: str) -> tuple[str, ...]:
        """Return other words that may be printed: other marks, or letters often confused."""
        readings = dict.fromkeys(self.alike(word))
        for letters, printed in self._confusions:
            start = word.find(letters)
            while start >= 0:
                other = word[:start] + printed + word[start + len(letters) :]
                if self.holds(spell_one_way(other)):
                    readings[other] = None
                start = word.find(letters, start + 1)
        return tuple(readings)

    def joined(
        self, own: Mapping[Pair, int], confusions: Iterable[tuple[str, str]] = ()
    ) -> "SyllablePairs":
        """Return the table with the pairs of the library's own text, given by their times, and
        with the letters that its readings confuse."""
        table = SyllablePairs(self._syllables, self._codes, self._levels)
        table._own = {pair: level_of(times) for pair, times in own.items()}
        table._confusions = tuple(confusions)
        return table


@cache
def shipped_pairs() -> SyllablePairs:
    """Return the table that comes with the product."""
    names, _, numbers = lzma.decompress(_FILE.read_bytes()).partition(b"\n")
    count = len(numbers) // 5
    steps = bytearray(4 * count)
    for plane in range(4):
        steps[plane::4] = numbers[plane * count : (plane + 1) * count]
    codes = array("I", accumulate(_numbers(steps)))
    return SyllablePairs(tuple(names.decode().split(" ")), codes, numbers[4 * count :])


def count_pairs(texts: Iterable[str]) -> Counter[Pair]:
    """Return the pairs of neighbouring syllables in texts; signs and numbers divide them."""
    return Counter(pair for text in texts for pair in _pairs(compose(text).lower()))


def _pairs(text: str) -> Iterator[Pair]:
    previous = ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token.isalpha():
            if previous:
                yield previous, token
            previous = token
        elif token not in _TRANSPARENT:
            previous = ""


def _numbers(content: bytes) -> array:
    numbers = array("I", content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def level_of(times: int) -> int:
    """Return the level of a pair that occurs so many times."""
    return min(_MAX_LEVEL, times.bit_length())
