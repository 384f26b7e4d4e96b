"""Maker of the table file of pairs of syllables."""

import lzma
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from ingest.language.syllable_pairs import Pair, level_of
from library.vietnamese.letters import spell_one_way
from library.vietnamese.spelling import impossible_part

_MIN_TIMES, _MAX_LETTERS = 5, 7
"""Least frequency and greatest length of a syllable of the table; rarer ones are misprints."""


def packed(pairs: Mapping[Pair, int]) -> bytes:
    """Return the content of a table file; rare and impossible syllables are left out."""
    times: Counter[str] = Counter()
    for pair, count in pairs.items():
        times.update(dict.fromkeys(pair, count))
    spellings: dict[str, str] = {}
    for text, count in times.most_common():
        if count >= _MIN_TIMES and len(text) <= _MAX_LETTERS and impossible_part(text) is None:
            spellings.setdefault(spell_one_way(text), text)
    ids = {text: place for place, text in enumerate(spellings)}
    sums: Counter[int] = Counter()
    for pair, count in pairs.items():
        first, second = (ids.get(spell_one_way(text)) for text in pair)
        if first is not None and second is not None:
            sums[first * len(ids) + second] += count
    codes = sorted(sums)
    steps = b"".join(
        (code - previous).to_bytes(4, "little") for previous, code in pairwise((0, *codes))
    )
    planes = b"".join(steps[plane::4] for plane in range(4))  # equal bytes together pack better
    levels = bytes(level_of(sums[code]) for code in codes)
    names = " ".join(spellings.values()).encode()
    return lzma.compress(names + b"\n" + planes + levels, preset=9)
