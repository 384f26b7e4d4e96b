"""Item usage counts by the rules of COUNTER 5.1.

An item is a work, not a page: turning pages of an item, each within 30 seconds of the previous
one, is one request. Robots and staff are never recorded.
"""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.usage.models import ItemUse
from points.use_kind import DENIALS, UseKind

DOUBLE_CLICK = timedelta(seconds=30)
"""If an action is repeated in a visit within this time, the first one is not counted."""

_ROWS_AT_ONCE = 5_000
"""Rows fetched together from the database, a few megabytes."""


@dataclass(frozen=True, slots=True)
class Use:
    """A recorded use; `visit` identifies a visit within its hour."""

    at: datetime
    kind: UseKind
    item: str | None
    visit: str
    device: int | None = None
    """Id of the public computer; None for use from outside."""
    earlier_visit: str | None = None
    """The visit's key in the hour before, just after the full hour."""


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """COUNTER totals of an item; a request is also an investigation, a denial is neither."""

    total_investigations: int = 0
    unique_investigations: int = 0
    total_requests: int = 0
    unique_requests: int = 0
    limit_exceeded: int = 0
    no_license: int = 0


@dataclass(slots=True)
class _Tally:
    """Totals of an item so far."""

    investigations: int = 0
    requests: int = 0
    visits: set[str] = field(default_factory=set)
    requesting_visits: set[str] = field(default_factory=set)
    denials: Counter[UseKind] = field(default_factory=Counter)

    def add(self, use: Use) -> None:
        """Count a use, or a denial."""
        if use.kind in DENIALS:
            self.denials[use.kind] += 1
            return
        self.investigations += 1
        self.visits.add(use.visit)
        if use.kind is UseKind.REQUEST:
            self.requests += 1
            self.requesting_visits.add(use.visit)

    @property
    def counts(self) -> ItemCounts:
        """Totals of the uses that were added."""
        return ItemCounts(
            total_investigations=self.investigations,
            unique_investigations=len(self.visits),
            total_requests=self.requests,
            unique_requests=len(self.requesting_visits),
            limit_exceeded=self.denials[UseKind.LIMIT_EXCEEDED],
            no_license=self.denials[UseKind.NO_LICENSE],
        )


def uses_between(session: Session, since: datetime, until: datetime) -> Iterator[Use]:
    """Yield the uses that count, from `since` up to `until`: item by item, the latest first.

    They are read in portions, since a day may have millions. Uses just after `until` are read too:
    one may be the second of a double click.
    """
    rows = session.execute(
        select(
            *(ItemUse.at, ItemUse.kind, ItemUse.item_id, ItemUse.reader_session),
            *(ItemUse.device_id, ItemUse.earlier_session),
        )
        .where(ItemUse.at >= since, ItemUse.at < until + DOUBLE_CLICK)
        .order_by(ItemUse.item_id, ItemUse.at.desc(), ItemUse.id.desc()),
        execution_options={"yield_per": _ROWS_AT_ONCE},
    )
    uses = without_double_clicks(Use(*row) for row in rows)
    return (use for use in uses if use.at < until)


def without_double_clicks(uses: Iterable[Use]) -> Iterator[Use]:
    """Yield the uses, only the last of each series of double clicks; all searches count.

    The uses come item by item, the latest first.
    """
    for _item, of_item in groupby(uses, attrgetter("item")):
        yield from _without_double_clicks(of_item)


def _without_double_clicks(of_item: Iterable[Use]) -> Iterator[Use]:
    soon_after: OrderedDict[tuple[str, UseKind], datetime] = OrderedDict()
    for use in of_item:
        while soon_after and next(iter(soon_after.values())) - use.at > DOUBLE_CLICK:
            soon_after.popitem(last=False)
        is_repeated = (use.visit, use.kind) in soon_after
        for visit in (use.visit, use.earlier_visit):
            if visit is not None:
                soon_after[visit, use.kind] = use.at
                soon_after.move_to_end((visit, use.kind))
        if use.kind is UseKind.SEARCH or not is_repeated:
            yield use


def by_item(
    uses: Iterable[Use], where: Callable[[Use], Hashable] = lambda _use: None
) -> Iterator[tuple[str, Hashable, ItemCounts]]:
    """Yield the totals by item and group; `where` returns the group of a use (its point).

    The uses come item by item.
    """
    for item, of_item in groupby(uses, attrgetter("item")):
        if item is None:
            continue
        tallies: dict[Hashable, _Tally] = defaultdict(_Tally)
        for use in of_item:
            tallies[where(use)].add(use)
        for group, tally in tallies.items():
            yield item, group, tally.counts


def is_inside(use: Use) -> bool:
    """Return True if a use came from a computer of an access point."""
    return use.device is not None
