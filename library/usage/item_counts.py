"""Item usage counts by the rules of COUNTER 5.1.

An item is a work, not a page: turning pages of an item, each within 30 seconds of the previous
one, is one request. Robots and staff are never recorded.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.usage.models import ItemUse, UseKind

DOUBLE_CLICK = timedelta(seconds=30)
"""If an action is repeated in a visit within this time, the first one is not counted."""


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
    """COUNTER totals of an item; a request is also an investigation."""

    total_investigations: int = 0
    unique_investigations: int = 0
    total_requests: int = 0
    unique_requests: int = 0


def uses_between(session: Session, since: datetime, until: datetime) -> tuple[Use, ...]:
    """Return the uses that count, from `since` up to `until`.

    Uses just after `until` are read too: one may be the second of a double click.
    """
    rows = session.execute(
        select(
            *(ItemUse.at, ItemUse.kind, ItemUse.item_id, ItemUse.reader_session),
            *(ItemUse.device_id, ItemUse.earlier_session),
        )
        .where(ItemUse.at >= since, ItemUse.at < until + DOUBLE_CLICK)
        .order_by(ItemUse.at, ItemUse.id)
    )
    counted = without_double_clicks(Use(*row) for row in rows)
    return tuple(use for use in counted if use.at < until)


def without_double_clicks(uses: Iterable[Use]) -> tuple[Use, ...]:
    """Return the uses in time order, only the last of each series of double clicks.

    All searches count.
    """
    ordered = sorted(uses, key=lambda use: use.at)
    next_times: dict[tuple[str, UseKind, str | None], datetime] = {}
    counted: list[Use] = []
    for use in reversed(ordered):
        key = (use.visit, use.kind, use.item)
        after = next_times.get(key)
        next_times[key] = use.at
        if use.earlier_visit is not None:
            next_times[use.earlier_visit, use.kind, use.item] = use.at
        if use.kind is UseKind.SEARCH or after is None or after - use.at > DOUBLE_CLICK:
            counted.append(use)
    return tuple(reversed(counted))


def searches(uses: Iterable[Use]) -> int:
    """Return the number of searches."""
    return sum(use.kind is UseKind.SEARCH for use in uses)


def by_item(
    uses: Iterable[Use], where: Callable[[Use], Hashable] = lambda _use: None
) -> dict[tuple[str, Hashable], ItemCounts]:
    """Return the totals by item and group; `where` returns the group of a use (its point)."""
    groups: dict[tuple[str, Hashable], list[Use]] = defaultdict(list)
    for use in uses:
        if use.item is not None:
            groups[use.item, where(use)].append(use)
    return {place: _counts(group) for place, group in groups.items()}


def is_inside(use: Use) -> bool:
    """Return True if a use came from a computer of an access point."""
    return use.device is not None


def _counts(uses: list[Use]) -> ItemCounts:
    requests = [use.visit for use in uses if use.kind is UseKind.REQUEST]
    return ItemCounts(
        total_investigations=len(uses),
        unique_investigations=len({use.visit for use in uses}),
        total_requests=len(requests),
        unique_requests=len(set(requests)),
    )
