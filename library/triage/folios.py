"""Reads the numbers printed on pages, and notices which pages are missing between them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from library.catalogue.text.words import Word

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
    """The printed numbers that may be missing: all of them, unless unnumbered pages are between."""
    missing: int

    @property
    def unnumbered(self) -> int:
        """How many of these numbers are of pages that are there and show none."""
        return self.last - self.first + 1 - self.missing


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A page on which a number was read, and how many pages stand before it that count."""

    page: int
    place: int
    folio: int


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


def gaps(
    folios: Mapping[int, int | None],
    *,
    blank: frozenset[int] = frozenset(),
    again: frozenset[int] = frozenset(),
) -> Iterator[Gap]:
    """Give the places where numbers jump; `folios` are printed numbers by place in the delivery.

    Pages scanned again do not count, nor do the blank ones that the numbers pass over.
    """
    backs = _backs(_numbered(folios, again), blank)
    numbered = _numbered(folios, again | backs)
    # along a run, numbers grow with the pages
    runs = [list(run) for _, run in groupby(numbered, key=lambda one: one.folio - one.place)]
    believed = [run for run in runs if len(run) >= _SURE]
    for (*_, one), (other, *_) in pairwise(believed):
        missing = (other.folio - other.place) - (one.folio - one.place)
        if 0 < missing <= _WIDEST:
            yield Gap(one.page, other.page, one.folio + 1, other.folio - 1, missing)


def _numbered(folios: Mapping[int, int | None], uncounted: frozenset[int]) -> list[_Numbered]:
    numbered, passed = [], 0
    for page, folio in sorted(folios.items()):
        if page in uncounted:
            passed += 1
        elif folio is not None:
            numbered.append(_Numbered(page, page - passed, folio))
    return numbered


def _backs(numbered: list[_Numbered], blank: frozenset[int]) -> frozenset[int]:
    """Return the blank pages that the numbers pass over; all, when most leaves have one."""
    passed_over = []
    for one, other in pairwise(numbered):
        between = blank.intersection(range(one.page + 1, other.page))
        if between and other.folio - one.folio == other.place - one.place - len(between):
            passed_over.append(between)
    return blank if 2 * len(passed_over) > len(numbered) else frozenset().union(*passed_over)
