"""Offers the ways to narrow an answer, and to widen it again."""

from dataclasses import dataclass

from app.public.search.query_address import NARROWED_BY, address
from search_index.documents import Facet, Order, ResultPage, SearchRequest

_MOST = 12
"""Values of one facet that are offered; rarer ones are better typed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value an answer can be narrowed by, with the address of what it would leave."""

    value: str
    items: int
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one facet; `name` is a field of SearchRequest."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value by which the answer is narrowed now, with the address of the answer without it."""

    name: str
    value: str
    address: str


def groups(question: SearchRequest, found: ResultPage) -> tuple[Group, ...]:
    """Return the facets that would leave less than there is."""
    return tuple(
        Group(facet.name, _choices(question, facet))
        for facet in found.facets
        if not getattr(question, facet.name)
        and any(value.items < found.total for value in facet.values)
    )


def chosen(question: SearchRequest) -> tuple[Chosen, ...]:
    """Return what the question is narrowed by."""
    values = {name: getattr(question, name) for name in NARROWED_BY}
    return tuple(
        Chosen(name, str(value), address(question, **{name: None}))
        for name, value in values.items()
        if value
    )


def orders(question: SearchRequest) -> dict[str, str]:
    """Return the address of the answer in each order."""
    return {order.value: address(question, order=order) for order in Order}


def _choices(question: SearchRequest, facet: Facet) -> tuple[Choice, ...]:
    values = facet.values[:_MOST]
    if facet.name == "decade":
        values = sorted(values, key=lambda value: value.value, reverse=True)
    return tuple(
        Choice(told.value, told.items, address(question, **{facet.name: told.value}))
        for told in values
    )
