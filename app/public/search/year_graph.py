"""Hits over time: a bar for each decade, or for each year of the chosen decade."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.public.search.query_address import address
from app.services import services
from search_index.documents import ResultPage, SearchRequest

_DECADE = 10
_MIN_BARS, _MAX_DECADES = 2, 60
BAR_WIDTH, GRAPH_HEIGHT = 32, 64
_MIN_HEIGHT = 3
"""Height of the bar of a single hit, so that it is seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Hits of a decade or year, and the address of the search narrowed to it."""

    first: int
    last: int
    items: int
    height: int
    address: str
    is_chosen: bool = False


def year_graph(query: SearchRequest, results: ResultPage) -> tuple[Bar, ...]:
    """Return the bars of a result; () if its hits are of one decade or their years are unknown."""
    if query.decade is not None:
        counts = dict(_count_years(query)) if results.total or query.year else {}
        step = 1
    else:
        facet = next((facet for facet in results.facets if facet.name == "decade"), None)
        values = facet.values if facet else ()
        counts = {int(value.value): value.items for value in values}
        step = _DECADE
    if not counts or (sum(map(bool, counts.values())) < _MIN_BARS and not query.year):
        return ()
    return tuple(_bars(query, counts, step))


def _bars(query: SearchRequest, counts: dict[int, int], step: int) -> Iterator[Bar]:
    years = sorted(counts)[-_MAX_DECADES:]
    most = max(counts.values()) or 1
    for first in range(years[0], years[-1] + 1, step)[-_MAX_DECADES:]:
        items = counts.get(first, 0)
        height = max(round(GRAPH_HEIGHT * items / most), _MIN_HEIGHT) if items else 0
        is_chosen = step == 1 and query.year == first
        year = None if is_chosen or step > 1 else first
        narrowed = {"year": year} if step == 1 else {"year": year, "decade": first}
        yield Bar(first, first + step - 1, items, height, address(query, **narrowed), is_chosen)


def _count_years(query: SearchRequest) -> Iterator[tuple[int, int]]:
    """Yield the number of hits in each year of the chosen decade."""
    plain = replace(query, screen=1, size=1, facets=False, near=False, meaning=False)
    for year in range(query.decade, query.decade + _DECADE):
        yield year, services().search.search(replace(plain, year=year)).total
