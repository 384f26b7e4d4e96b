"""Printed page numbers, and gaps in them that suggest missing pages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from library.catalogue.text.words import Word

_EDGE_RATIO = 0.1
"""Height of the strips at head and foot that hold page numbers, as a share of page height."""

_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:trang|tr|page|p)?[\W_]*(\d{1,4})(?:\s*/\s*\d{1,4})?[\W_]*", re.I
)
_MIN_RUN_LENGTH = 2
"""Minimum number of consecutive consistent pages on either side of a reported gap."""

_MAX_GAP = 50
"""Largest reported gap in pages; a larger step is another numbering."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap in the printed numbers between two pages of a delivery."""

    after: int
    before: int
    """Page numbers on both sides, as counted in the delivery."""
    first: int
    last: int
    """First and last missing printed number; unnumbered pages between may hold some of them."""
    missing: int

    @property
    def unnumbered(self) -> int:
        """Return the number of existing pages in the gap without a printed number."""
        return self.last - self.first + 1 - self.missing


@dataclass(frozen=True, slots=True)
class _NumberedPage:
    """A page with a printed number, and its position among the counted pages."""

    page: int
    place: int
    folio: int


def printed_number(words: Iterable[Word], height: int) -> int | None:
    """Return the page number that forms its own line at the head or foot of a page, or None."""
    edge = height * _EDGE_RATIO
    for _, line in groupby(words, key=lambda word: word.line):
        line = list(line)
        top, bottom = min(w.top for w in line), max(w.top + w.height for w in line)
        match = _PAGE_NUMBER.fullmatch(" ".join(word.text for word in line))
        if match and (bottom < edge or top > height - edge):
            return int(match[1])
    return None


def find_gaps(
    folios: Mapping[int, int | None],
    *,
    blank: frozenset[int] = frozenset(),
    repeats: frozenset[int] = frozenset(),
) -> Iterator[Gap]:
    """Yield the gaps in printed numbers; `folios` are printed numbers by page of the delivery.

    Repeated scans do not count, nor do blank pages that the numbering skips.
    """
    skipped_blanks = _skipped_blanks(_numbered(folios, repeats), blank)
    numbered_pages = _numbered(folios, repeats | skipped_blanks)
    # along a run, numbers grow with the pages
    runs = [
        list(run)
        for _, run in groupby(numbered_pages, key=lambda previous: previous.folio - previous.place)
    ]
    reliable = [run for run in runs if len(run) >= _MIN_RUN_LENGTH]
    for (*_, previous), (following, *_) in pairwise(reliable):
        missing = (following.folio - following.place) - (previous.folio - previous.place)
        if 0 < missing <= _MAX_GAP:
            yield Gap(
                previous.page, following.page, previous.folio + 1, following.folio - 1, missing
            )


def _numbered(folios: Mapping[int, int | None], omissions: frozenset[int]) -> list[_NumberedPage]:
    numbered_pages, skip_count = [], 0
    for page, folio in sorted(folios.items()):
        if page in omissions:
            skip_count += 1
        elif folio is not None:
            numbered_pages.append(_NumberedPage(page, page - skip_count, folio))
    return numbered_pages


def _skipped_blanks(numbered_pages: list[_NumberedPage], blank: frozenset[int]) -> frozenset[int]:
    """Return the blank pages that the numbering skips; all blank pages if most sheets have one."""
    gaps = []
    for previous, following in pairwise(numbered_pages):
        between = blank.intersection(range(previous.page + 1, following.page))
        if between and following.folio - previous.folio == following.place - previous.place - len(
            between
        ):
            gaps.append(between)
    return blank if 2 * len(gaps) > len(numbered_pages) else frozenset().union(*gaps)
