"""Issues of newspapers and journals: order, neighbours, missing numbers."""

import re
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState

_NUMBERS = re.compile(r"\d+")
_MAX_GAP = 400
"""A longer gap means another numbering, not lost issues."""


@dataclass(frozen=True, slots=True)
class Serial:
    """A newspaper, journal or series: number of issues, first and last year."""

    name: str
    issues: int
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue, to link to it."""

    id: str
    title: str
    number: str | None
    date: str | None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The issue's numbers: 45 + 46 gives two, 12-15 gives four."""
        numbers = [int(digits) for digits in _NUMBERS.findall(self.number or "")]
        is_range = len(numbers) == 2 and re.search(r"\d\s*[-–]\s*\d", self.number or "")
        if is_range and 0 < numbers[1] - numbers[0] < _MAX_GAP:
            return tuple(range(numbers[0], numbers[1] + 1))
        return tuple(numbers)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The previous and the next issue; None at the ends."""

    before: Issue | None
    after: Issue | None


def serials_in(session: Session, collection: str) -> tuple[Serial, ...]:
    """Return the series of a collection by name."""
    rows = session.execute(
        select(Item.series, func.count(), func.min(Item.year), func.max(Item.year))
        .where(Item.collection == collection, Item.series.is_not(None), *_OPEN)
        .group_by(Item.series)
        .order_by(Item.series)
    )
    return tuple(Serial(*row) for row in rows)


def newest_with_cover(session: Session, collection: str, series: str) -> str | None:
    """Return the id of the newest issue that has a cover image."""
    issues = select(Item.id).where(*_of(collection, series), Item.cover.is_not(None))
    return session.scalar(issues.order_by(Item.date.desc(), Item.id).limit(1))


def years_of(session: Session, collection: str, series: str) -> dict[int, int]:
    """Return the number of issues of each year, the oldest year first."""
    rows = session.execute(
        select(Item.year, func.count())
        .where(*_of(collection, series), Item.year.is_not(None))
        .group_by(Item.year)
        .order_by(Item.year)
    )
    return {year: issues for year, issues in rows}  # noqa: C416  (dict() asks rows for keys)


def issues_of(
    session: Session,
    collection: str,
    series: str,
    year: int | None,
    *,
    with_images: bool = False,
) -> tuple[Issue, ...]:
    """Return the issues of a year in order; without a year, the undated ones.

    If `with_images` is true, issues that are only text are left out.
    """
    issues = select(Item).where(*_of(collection, series))
    issues = issues.where(Item.year.is_(None) if year is None else Item.year == year)
    return _issues(session, issues.where(Item.cover.is_not(None)) if with_images else issues)


def neighbours(session: Session, item_id: str) -> Neighbours | None:
    """Return the issues next to an open one; None when it has no series or no date."""
    item = session.get(Item, item_id)
    if item is None or item.series is None or item.date is None:
        return None
    place, here = tuple_(Item.date, Item.id), tuple_(literal(item.date), literal(item.id))
    siblings = select(Item).where(*_of(item.collection, item.series))
    earlier = siblings.where(place < here).order_by(Item.date.desc(), Item.id.desc())
    later = siblings.where(place > here).order_by(Item.date, Item.id)
    return Neighbours(_first_issue(session, earlier), _first_issue(session, later))


def missing_numbers(issues: tuple[Issue, ...]) -> tuple[tuple[int, int], ...]:
    """Return the missing numbers between the first and the last issue, as (first, last).

    Return none where numbers restart, for example each month: then gaps cannot be told.
    """
    issue_numbers = [numbers for issue in issues if (numbers := issue.numbers)]
    if any(following[0] < previous[-1] for previous, following in pairwise(issue_numbers)):
        return ()
    gaps = (
        (previous[-1] + 1, following[0] - 1)
        for previous, following in pairwise(issue_numbers)
        if following[0] > previous[-1] + 1
    )
    return tuple(gap for gap in gaps if gap[1] - gap[0] < _MAX_GAP)


_OPEN: tuple[ColumnElement[bool], ...] = (
    Item.state == ItemState.PUBLISHED,
    Item.access != Access.STAFF,
)


def _of(collection: str, series: str) -> tuple[ColumnElement[bool], ...]:
    return (Item.series == series, Item.collection == collection, *_OPEN)


def _first_issue(session: Session, query: Select[tuple[Item]]) -> Issue | None:
    item = session.scalar(query.limit(1))
    return None if item is None else _issue(item)


def _issues(session: Session, query: Select[tuple[Item]]) -> tuple[Issue, ...]:
    issues = [_issue(item) for item in session.scalars(query)]
    return tuple(sorted(issues, key=lambda issue: (issue.date or "", issue.numbers, issue.id)))


def _issue(item: Item) -> Issue:
    return Issue(item.id, item.title, item.number, item.date)
