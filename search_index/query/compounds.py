"""Vietnamese compounds, whose syllables a reader means as one word."""

import gzip
from functools import cache
from pathlib import Path

from library.vietnamese.letters import fold

_FILE = Path(__file__).with_name("data") / "compounds.txt.gz"

MAX_SYLLABLES = 4
"""Number of syllables of the longest compounds in the file."""


def is_compound(exact: str, folded_text: str) -> bool:
    """Return True if syllables are a compound: as spelt, or in any spelling if typed unmarked."""
    return exact in _compounds() or (exact == folded_text and exact in _folded_compounds())


def is_folded_compound(folded_text: str) -> bool:
    """Return True if syllables without marks are a compound with some marks."""
    return folded_text in _folded_compounds()


@cache
def _compounds() -> frozenset[str]:
    with gzip.open(_FILE, "rt", encoding="utf-8") as lines:
        return frozenset(lines.read().splitlines())


@cache
def _folded_compounds() -> frozenset[str]:
    return frozenset(map(fold, _compounds()))
