"""Figures of use: by day and point without the items, by month with them.

In a room with one reader a day, items by day or computer would reveal who reads what.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from itertools import islice

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from points.access_points.enrolment import placements_of, point_at
from points.access_points.opening_hours import HANOI
from points.usage.item_counts import ItemCounts, Use, by_item, is_inside, uses_between
from points.usage.models import ItemUse
from points.usage.rollups.models import CountedDay, ItemMonth, OpenUseDay, UseDay
from points.use_kind import DENIALS, UseKind

MIN_MACHINES = 5
"""Machines on one day: of a point with one title, for the point to be stored with it, and of the
province with any, for the title to be told from those read outside. Why five: decision 67."""

MIN_DAYS = 2
"""Such days of a month, for a title to be shown with its point."""

PointOfUse = Callable[[Use], int | None]
_Machines = dict[tuple[str | None, int | None], set[int]]
Place = tuple[bool, int | None]
"""True inside a point, and the id of the point."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """The final count of a day, or of uses that were written after it."""

    day: date
    totals: Mapping[int | None, Mapping[str, int]]
    """Totals by point; None: from outside."""
    items: Iterator[tuple[str, bool, ItemCounts]]
    """Totals by title; True: at the computers of points."""
    machines: int
    """Computers that opened any title; no more than MIN_MACHINES are told apart."""
    is_late: bool
    """True if the day was counted before."""


Report = Callable[[Session, DayCount], None]
"""Receives a final count in its transaction."""

_log = logging.getLogger(__name__)
_ITEMS_AT_ONCE = 1_000
_WRITE_DELAY = timedelta(hours=1)
_ONE_DAY = timedelta(days=1)
_NO_PLACE: Place = False, None
_ANYTHING = None, None
"""Key of the machines of all points with any title."""


def uncounted(session: Session, now: datetime) -> tuple[date, ...]:
    """Return the days whose usage is not finally counted, oldest first, including today.

    A counted day is among them if uses of it were written afterwards.
    """
    counted_days = set(session.scalars(select(CountedDay.day)))
    first = session.scalar(select(func.min(ItemUse.at)))
    first_open = session.scalar(select(func.min(OpenUseDay.day)))
    if first is None and first_open is None and not counted_days:
        return ()
    today = now.astimezone(HANOI).date()
    begins = min(
        *(() if first is None else (first.astimezone(HANOI).date(),)),
        *(() if first_open is None else (first_open,)),
        *((max(counted_days),) if counted_days else ()),
        today,
    )
    days = (begins + _ONE_DAY * step for step in range((today - begins).days + 1))
    return tuple(
        day
        for day in days
        if day not in counted_days or (_is_over(day, now) and _has_uses(session, day))
    )


def count(session: Session, day: date, now: datetime, report: Report | None = None) -> None:
    """Recount the usage of a day; once the day is over the count is final, and reported.

    The single uses are deleted then: from now on nobody can tell which visit read what. Uses that
    were written after the final count are added to it. If the single uses of closed hours were
    lost, with a crash of PostgreSQL or because the database is a restored copy, their totals stay.
    """
    begins, ends = _bounds(day)
    is_counted, is_over = session.get(CountedDay, day) is not None, _is_over(day, now)
    _keep_totals_of_lost_uses(session, day)
    session.execute(delete(UseDay).where(UseDay.day == day, UseDay.is_open))
    point_of_use = _point_finder(session)
    totals, machines = _point_totals(uses_between(session, begins, ends), point_of_use)
    add_to_day(session, day, totals, is_open=not is_over)
    if not is_over:
        _count_closed_hours(session, day, now)
    else:
        session.execute(delete(ItemMonth).where(ItemMonth.open_day == day))
        session.execute(delete(OpenUseDay).where(OpenUseDay.day == day))
        place_of_use = partial(_storable_place, point_of_use, {} if is_counted else machines)
        uses_by_item = by_item(uses_between(session, begins, ends), place_of_use)
        add_to_month(session, day.replace(day=1), uses_by_item)
        _release_rare_points(session, (day + _ONE_DAY).replace(day=1))
        if report is not None:
            items = by_item(uses_between(session, begins, ends), is_inside)
            number = len(machines.get(_ANYTHING, ()))
            report(session, DayCount(day, totals, items, number, is_counted))
        session.execute(delete(ItemUse).where(ItemUse.at >= begins, ItemUse.at < ends))
        if not is_counted:
            session.add(CountedDay(day=day))
    session.flush()


def _keep_totals_of_lost_uses(session: Session, day: date) -> None:
    """Make the totals of the closed hours final if the single uses behind them are gone."""
    open_day = session.get(OpenUseDay, day)
    if open_day is None or not open_day.uses or _uses_until(session, day, open_day.until):
        return
    _log.warning(
        "Single uses of %s until %s are lost; their totals stay.", day, open_day.until.isoformat()
    )
    session.execute(update(UseDay).where(UseDay.day == day).values(is_open=False))
    session.execute(update(ItemMonth).where(ItemMonth.open_day == day).values(open_day=None))
    session.delete(open_day)
    session.flush()


def _count_closed_hours(session: Session, day: date, now: datetime) -> None:
    """Store the totals by item of the hours that are over, once an hour, for copies to have them.

    They have no place: whoever compares two copies must not see who read what where.
    """
    until = now.replace(minute=0, second=0, microsecond=0)
    open_day = session.get(OpenUseDay, day)
    if open_day is not None and open_day.until >= until:
        return
    session.execute(delete(ItemMonth).where(ItemMonth.open_day == day))
    uses = by_item(uses_between(session, _bounds(day)[0], until), lambda _use: _NO_PLACE)
    add_to_month(session, day.replace(day=1), uses, open_day=day)
    number = _uses_until(session, day, until)
    session.merge(OpenUseDay(day=day, until=until, uses=number))
    session.flush()


def _uses_until(session: Session, day: date, until: datetime) -> int:
    uses = select(func.count()).select_from(ItemUse)
    return session.scalar(uses.where(ItemUse.at >= _bounds(day)[0], ItemUse.at < until)) or 0


def _bounds(day: date) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(), HANOI)
    return begins, begins + _ONE_DAY


def _is_over(day: date, now: datetime) -> bool:
    return now >= _bounds(day)[1] + _WRITE_DELAY


def _has_uses(session: Session, day: date) -> bool:
    begins, ends = _bounds(day)
    uses = select(ItemUse.id).where(ItemUse.at >= begins, ItemUse.at < ends)
    return session.scalar(uses.limit(1)) is not None


def _point_totals(
    uses: Iterable[Use], point_of_use: PointOfUse
) -> tuple[dict[int | None, Counter[str]], _Machines]:
    """Return the totals by point, and up to MIN_MACHINES machines by title and point."""
    totals: dict[int | None, Counter[str]] = defaultdict(Counter)
    machines: _Machines = defaultdict(set)

    def noted() -> Iterator[Use]:
        for use in uses:
            point_id = point_of_use(use)
            totals[point_id]["searches"] += use.kind is UseKind.SEARCH
            if use.item is not None and use.device is not None and use.kind not in DENIALS:
                for key in ((use.item, point_id), _ANYTHING):
                    if len(machines[key]) < MIN_MACHINES:
                        machines[key].add(use.device)
            yield use

    for _item, point_id, counts in by_item(noted(), point_of_use):
        totals[point_id].update(asdict(counts))
    return totals, machines


def _storable_place(point_of_use: PointOfUse, machines: _Machines, use: Use) -> Place:
    """Return the place that may be stored with the title of a use."""
    point_id = point_of_use(use)

    def are_enough(key: tuple[str | None, int | None]) -> bool:
        return len(machines.get(key, ())) >= MIN_MACHINES

    is_told = is_inside(use) and are_enough(_ANYTHING)
    return is_told, point_id if is_told and are_enough((use.item, point_id)) else None


def _release_rare_points(session: Session, until: date) -> None:
    """Take the points from the titles of ended months that had them on too few days."""
    is_rare = ItemMonth.month < until, ItemMonth.point_days < MIN_DAYS
    rare = update(ItemMonth).where(*is_rare, ItemMonth.point_id.is_not(None))
    session.execute(rare.values(point_id=None))


def add_to_day(
    session: Session, day: date, totals: Mapping[int | None, Mapping[str, int]], *, is_open: bool
) -> None:
    """Add totals by point to those of a day."""
    of_day = select(UseDay).where(UseDay.day == day, UseDay.is_open.is_(is_open))
    rows = {row.point_id: row for row in session.scalars(of_day)}
    for point_id in sorted(totals, key=lambda point_id: point_id or 0):
        row = rows.get(point_id)
        if row is None:
            row = UseDay(day=day, point_id=point_id, is_open=is_open)
            session.add(row)
        _add(row, totals[point_id])


def add_to_month(
    session: Session,
    month: date,
    totals: Iterator[tuple[str, Place, ItemCounts]],
    open_day: date | None = None,
) -> None:
    """Add totals by item and place to those of a month."""
    while portion := tuple(islice(totals, _ITEMS_AT_ONCE)):
        items = {item for item, _place, _counts in portion}
        statement = select(ItemMonth).where(
            ItemMonth.month == month,
            ItemMonth.item_id.in_(items),
            ItemMonth.open_day.is_not_distinct_from(open_day),
        )
        rows = {(row.item_id, row.inside, row.point_id): row for row in session.scalars(statement)}
        for item, (inside, point_id), counts in portion:
            row = rows.get((item, inside, point_id))
            if row is None:
                row = ItemMonth(month=month, item_id=item, inside=inside, point_id=point_id)
                row.open_day, row.point_days = open_day, 0
                session.add(row)
            _add(row, asdict(counts))
            row.point_days += point_id is not None
        session.flush()


def _add(row: UseDay | ItemMonth, counts: Mapping[str, int]) -> None:
    for name, count in counts.items():
        setattr(row, name, (getattr(row, name) or 0) + count)


def _point_finder(session: Session) -> PointOfUse:
    """Return a function that returns the point of a use; None for one from outside."""
    placements = cache(partial(placements_of, session))

    def point_of_use(use: Use) -> int | None:
        return None if use.device is None else point_at(placements(use.device), use.at)

    return point_of_use
