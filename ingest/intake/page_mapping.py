"""Matching of a delivery's pages to their catalogue rows, also after renumbering."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from ingest.record import PagePlace
from library.catalogue.models import Page


@dataclass(frozen=True, slots=True)
class PagePosition:
    """Number of a page, and its source in the delivery."""

    number: int
    taken_from: str
    """File, index in the file and part of the image, in the catalogue's format."""
    in_place_of: str | None = None
    """Source of the page it replaces; empty for an inserted page."""

    @property
    def origin(self) -> str:
        """Source of the original page, before any replacement."""
        return self.in_place_of or self.taken_from


def positions(places: Sequence[PagePlace]) -> tuple[PagePosition, ...]:
    """Return the position of each page of a delivery."""
    return tuple(
        PagePosition(number, source_key(place), place.in_place_of)
        for number, place in enumerate(places, start=1)
    )


def source_key(place: PagePlace) -> str:
    """Return the source of a page in the catalogue's format."""
    return f"{place.file}:{place.index} {place.begins}-{place.ends}"


def match_rows(page_positions: Sequence[PagePosition], rows: Iterable[Page]) -> dict[int, Page]:
    """Return the existing row of each page, by the page's new number.

    Pages are matched by part of the image, then by image, then by number, so that staff decisions
    stay with a page when earlier pages are split or joined.
    """
    matches: dict[int, Page] = {}
    remaining, missing = list(rows), list(page_positions)
    for match_key in _MATCH_KEYS:
        rows_by_key: dict[Hashable, list[Page]] = defaultdict(list)
        for row in remaining:
            rows_by_key[match_key(row)].append(row)
        for position in missing:
            if candidates := rows_by_key[match_key(position)]:
                matches[position.number] = candidates.pop(0)
        remaining = sorted(chain(*rows_by_key.values()), key=_number)
        missing = [position for position in missing if position.number not in matches]
    return matches


def _number(page: PagePosition | Page) -> int:
    return page.number


def _origin(page: PagePosition | Page) -> str | None:
    return page.origin


def picture_key(page: PagePosition | Page) -> str | None:
    """Return the key of the image a page is taken from; two pages may share one image."""
    return page.origin and page.origin.partition(" ")[0]


_MATCH_KEYS = (_origin, picture_key, _number)
