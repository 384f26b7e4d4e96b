"""Finds the row of each page of a delivery, also after its pages were numbered anew."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from ingest.record import PagePlace
from library.catalogue.models import Page


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page stands among its neighbours, and where in the delivery it is taken from."""

    number: int
    taken_from: str
    """The file, the place in it and the part of the picture, as the catalogue keeps them."""
    in_place_of: str | None = None
    """Where the page is that it took the place of; empty when it was put in."""

    @property
    def origin(self) -> str:
        """Where in its delivery the page was before anything took its place."""
        return self.in_place_of or self.taken_from


def spots(places: Sequence[PagePlace]) -> tuple[Spot, ...]:
    """Return the spot of each page of a delivery."""
    return tuple(
        Spot(number, spot_of(place), place.in_place_of)
        for number, place in enumerate(places, start=1)
    )


def spot_of(place: PagePlace) -> str:
    """Return where in its delivery a page is, as the catalogue keeps it."""
    return f"{place.file}:{place.index} {place.begins}-{place.ends}"


def rows_of(wanted: Sequence[Spot], rows: Iterable[Page]) -> dict[int, Page]:
    """Return the row that each page had before, by the number the page has now.

    A page is known by the part of the picture it is, else by its picture, else by its number: so
    what staff decided about a page stays with it when others are parted or joined before it.
    """
    found: dict[int, Page] = {}
    left, missing = list(rows), list(wanted)
    for mark in _MARKS:
        marked: dict[Hashable, list[Page]] = defaultdict(list)
        for row in left:
            marked[mark(row)].append(row)
        for spot in missing:
            if same := marked[mark(spot)]:
                found[spot.number] = same.pop(0)
        left = sorted(chain(*marked.values()), key=_number)
        missing = [spot for spot in missing if spot.number not in found]
    return found


def _number(one: Spot | Page) -> int:
    return one.number


def _origin(one: Spot | Page) -> str | None:
    return one.origin


def picture(one: Spot | Page) -> str | None:
    """Return from which picture a page is taken: two pages may be parts of one."""
    return one.origin and one.origin.partition(" ")[0]


_MARKS = (_origin, picture, _number)
