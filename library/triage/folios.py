"""Reads the numbers printed on pages, and notices which pages are missing between them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from library.catalogue.words import Word

_STRIP = 0.1
"""Part of the page at its head and foot where numbers are printed."""

_ALONE = re.compile(r"[\W_]*(?:trang|tr|page|p)?[\W_]*(\d{1,4})(?:\s*/\s*\d{1,4})?[\W_]*", re.I)
_SURE = 2
"""So many pages in a row must agree before a gap after or before them is believed."""

_WIDEST = 50
"""A larger step in the numbers is another numbering, not missing pages."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where printed numbers are missing, between two pages of a delivery."""

    after: int
    before: int
    """The pages on both sides, as they stand in the delivery."""
    first: int
    last: int
    """The printed numbers that may be missing: all of them, when the pages stand side by side."""
    missing: int


def printed(words: Iterable[Word], height: int) -> int | None:
    """Return the number that stands alone in a line at the head or foot of a page."""
    edge = height * _STRIP
    for _, line in groupby(words, key=lambda word: word.line):
        line = list(line)
        top, bottom = min(w.top for w in line), max(w.top + w.height for w in line)
        found = _ALONE.fullmatch(" ".join(word.text for word in line))
        if found and (bottom < edge or top > height - edge):
            return int(found[1])
    return None


def gaps(folios: Mapping[int, int | None]) -> Iterator[Gap]:
    """Give the places where numbers jump; `folios` are printed numbers by place in the delivery."""
    read = [(place, folio) for place, folio in sorted(folios.items()) if folio is not None]
    runs = [
        list(run) for _, run in groupby(read, key=lambda page: page[1] - page[0])
    ]  # along a run, numbers grow with the pages
    believed = [run for run in runs if len(run) >= _SURE]
    for one, other in pairwise(believed):
        (after, folio), (before, next_folio) = one[-1], other[0]
        missing = (next_folio - before) - (folio - after)
        if 0 < missing <= _WIDEST:
            yield Gap(after, before, folio + 1, next_folio - 1, missing)
