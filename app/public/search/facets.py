"""Facets, active filters and sort orders of a search."""

from dataclasses import dataclass

from app.public.search.query_address import FILTER_PARAMS, address
from app.services import services
from library.database import reading
from library.places.edition import current_history
from library.places.kin import label_of
from search_index.documents import Facet, Order, ResultPage, SearchRequest

_MAX_VALUES = 12
"""Maximum number of values per facet; rarer values are better typed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Facet value with the address of the filtered search."""

    value: str
    items: int
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """Values of one facet; `name` is a field of SearchRequest."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Active filter, with the address of the search without it."""

    name: str
    value: str
    address: str


def groups(query: SearchRequest, results: ResultPage) -> tuple[Group, ...]:
    """Return the facets that would reduce the result."""
    return tuple(
        Group(facet.name, _choices(query, facet))
        for facet in results.facets
        if not getattr(query, facet.name)
        and any(value.items < results.total for value in facet.values)
    )


def chosen(query: SearchRequest) -> tuple[Chosen, ...]:
    """Return the active filters of a search."""
    values = {name: getattr(query, name) for name in FILTER_PARAMS}
    return tuple(
        Chosen(name, str(value), address(query, **{name: None}))
        for name, value in values.items()
        if value
    )


def orders(query: SearchRequest) -> dict[str, str]:
    """Return the address of the search in each sort order."""
    return {order.value: address(query, order=order) for order in Order}


def place_label(value: str) -> str:
    """Return the name of a unit in the facet of places; older addresses have names themselves."""
    with reading(services().database) as session:
        return label_of(current_history(session), value)


def _choices(query: SearchRequest, facet: Facet) -> tuple[Choice, ...]:
    values = facet.values[:_MAX_VALUES]
    if facet.name == "decade":
        values = sorted(values, key=lambda value: value.value, reverse=True)
    return tuple(
        Choice(value.value, value.items, address(query, **{facet.name: value.value}))
        for value in values
    )
