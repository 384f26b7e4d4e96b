"""Counts how items were used, by the rules of COUNTER 5.1: pure, so that anybody can check it.

An item is known by the work, not by the page: turning pages of one item, each within half a
minute of the one before, is one request. Robots and staff were never written down.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.usage.models import ItemUse, UseKind

DOUBLE_CLICK = timedelta(seconds=30)
"""Of two like actions of one visit within this time the first is not counted."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use as it was written down; `visit` tells one visit from another within its hour."""

    at: datetime
    kind: UseKind
    item: str | None
    visit: str
    device: int | None = None
    """The public computer it came from; None from outside the library."""


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """The figures of one item; every request is an investigation too."""

    total_investigations: int = 0
    unique_investigations: int = 0
    total_requests: int = 0
    unique_requests: int = 0


def uses_between(session: Session, since: datetime, until: datetime) -> tuple[Use, ...]:
    """Return the uses that count from one moment up to another.

    What came just after is looked at too: it may be the second of a double click.
    """
    rows = session.execute(
        select(ItemUse.at, ItemUse.kind, ItemUse.item_id, ItemUse.reader_session, ItemUse.device_id)
        .where(ItemUse.at >= since, ItemUse.at < until + DOUBLE_CLICK)
        .order_by(ItemUse.at, ItemUse.id)
    )
    counted = without_double_clicks(Use(*row) for row in rows)
    return tuple(use for use in counted if use.at < until)


def without_double_clicks(uses: Iterable[Use]) -> tuple[Use, ...]:
    """Return uses in order, only the last of each run of double clicks; searches all count."""
    ordered = sorted(uses, key=lambda use: use.at)
    next_like: dict[tuple[str, UseKind, str | None], datetime] = {}
    kept: list[Use] = []
    for use in reversed(ordered):
        like = (use.visit, use.kind, use.item)
        after = next_like.get(like)
        next_like[like] = use.at
        if use.kind is UseKind.SEARCH or after is None or after - use.at > DOUBLE_CLICK:
            kept.append(use)
    return tuple(reversed(kept))


def searches(uses: Iterable[Use]) -> int:
    """Count the searches."""
    return sum(use.kind is UseKind.SEARCH for use in uses)


def by_item(
    uses: Iterable[Use], where: Callable[[Use], Hashable] = lambda _use: None
) -> dict[tuple[str, Hashable], ItemCounts]:
    """Count each item, apart for each answer of `where`: a point, inside or outside, a month."""
    sorted_out: dict[tuple[str, Hashable], list[Use]] = defaultdict(list)
    for use in uses:
        if use.item is not None:
            sorted_out[use.item, where(use)].append(use)
    return {place: _counts(found) for place, found in sorted_out.items()}


def is_inside(use: Use) -> bool:
    """Say whether a use came from a computer of an access point."""
    return use.device is not None


def _counts(uses: list[Use]) -> ItemCounts:
    requests = [use.visit for use in uses if use.kind is UseKind.REQUEST]
    return ItemCounts(
        total_investigations=len(uses),
        unique_investigations=len({use.visit for use in uses}),
        total_requests=len(requests),
        unique_requests=len(set(requests)),
    )
