"""Puts the issues of newspapers and journals in order, and tells which are missing."""

import re
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState

_NUMBERS = re.compile(r"\d+")
_MOST_MISSING = 400
"""A longer gap is rather another way of counting than issues that got lost."""


@dataclass(frozen=True, slots=True)
class Serial:
    """A newspaper, journal or set of books: how many issues are held, of which years."""

    name: str
    issues: int
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue: enough to lead to it."""

    id: str
    title: str
    number: str | None
    date: str | None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers it bears: 45 + 46 is two, 12-15 is four; none when it is not counted."""
        found = [int(digits) for digits in _NUMBERS.findall(self.number or "")]
        is_range = len(found) == 2 and re.search(r"\d\s*[-–]\s*\d", self.number or "")
        if is_range and 0 < found[1] - found[0] < _MOST_MISSING:
            return tuple(range(found[0], found[1] + 1))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The issue before and the one after; None at the ends."""

    before: Issue | None
    after: Issue | None


def serials_in(session: Session, collection: str) -> tuple[Serial, ...]:
    """Return what appears in issues in a collection, by name."""
    rows = session.execute(
        select(Item.series, func.count(), func.min(Item.year), func.max(Item.year))
        .where(Item.collection == collection, Item.series.is_not(None), *_OPEN)
        .group_by(Item.series)
        .order_by(Item.series)
    )
    return tuple(Serial(*row) for row in rows)


def years_of(session: Session, collection: str, series: str) -> dict[int, int]:
    """Return how many issues there are of each year, oldest year first."""
    rows = session.execute(
        select(Item.year, func.count())
        .where(*_of(collection, series), Item.year.is_not(None))
        .group_by(Item.year)
        .order_by(Item.year)
    )
    return {year: issues for year, issues in rows}  # noqa: C416  (dict() asks rows for keys)


def issues_of(
    session: Session, collection: str, series: str, year: int | None
) -> tuple[Issue, ...]:
    """Return the issues of a year in their order; of no year, those nobody knows the year of."""
    when = Item.year.is_(None) if year is None else Item.year == year
    return _issues(session, select(Item).where(*_of(collection, series), when))


def neighbours(session: Session, item_id: str) -> Neighbours | None:
    """Return the issues beside an open one; None when it is part of no series or has no date."""
    item = session.get(Item, item_id)
    if item is None or item.series is None or item.date is None:
        return None
    place, here = tuple_(Item.date, Item.id), tuple_(literal(item.date), literal(item.id))
    others = select(Item).where(*_of(item.collection, item.series))
    before = others.where(place < here).order_by(Item.date.desc(), Item.id.desc())
    after = others.where(place > here).order_by(Item.date, Item.id)
    return Neighbours(_one(session, before), _one(session, after))


def missing(issues: tuple[Issue, ...]) -> tuple[tuple[int, int], ...]:
    """Return the numbers between the first and last one that no issue bears, as first and last.

    Only what is counted on through the year can be told so: where numbers fall back, as when
    each month begins at 1, nothing is said.
    """
    counted = [numbers for issue in issues if (numbers := issue.numbers)]
    if any(after[0] < before[-1] for before, after in pairwise(counted)):
        return ()
    gaps = (
        (before[-1] + 1, after[0] - 1)
        for before, after in pairwise(counted)
        if after[0] > before[-1] + 1
    )
    return tuple(gap for gap in gaps if gap[1] - gap[0] < _MOST_MISSING)


_OPEN: tuple[ColumnElement[bool], ...] = (
    Item.state == ItemState.PUBLISHED,
    Item.access != Access.STAFF,
)


def _of(collection: str, series: str) -> tuple[ColumnElement[bool], ...]:
    return (Item.series == series, Item.collection == collection, *_OPEN)


def _one(session: Session, query: Select[tuple[Item]]) -> Issue | None:
    found = session.scalar(query.limit(1))
    return None if found is None else _issue(found)


def _issues(session: Session, query: Select[tuple[Item]]) -> tuple[Issue, ...]:
    there = [_issue(item) for item in session.scalars(query)]
    return tuple(sorted(there, key=lambda one: (one.date or "", one.numbers, one.id)))


def _issue(item: Item) -> Issue:
    return Issue(item.id, item.title, item.number, item.date)
