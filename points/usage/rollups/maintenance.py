"""Update of pending figures in small steps, and deletion of old raw data."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from library import clock
from library.database import reading, work
from library.write_turns import ALL_WRITES, USES, figures_of
from points.usage.events import partitions
from points.usage.privacy import visitor_keys
from points.usage.rollups import daily, per_item
from points.usage.rollups.retention import first_kept, forget


@dataclass(frozen=True, slots=True)
class RollupResult:
    """Number of days recomputed and raw rows deleted."""

    computer_days: int
    item_days: int
    forgotten: int


def steps(engine: Engine, report: per_item.Report | None = None) -> Iterator[str]:
    """Recompute the pending days one by one; each is committed before its kind is yielded."""
    with reading(engine) as session:
        due, uncounted_days = daily.due(session), per_item.uncounted(session, clock.now())
    for day in uncounted_days:
        with work(engine, USES) as session:
            per_item.count(session, day, clock.now(), report)
        yield "item"
    for device_id, day in due:
        with work(engine, figures_of(device_id)) as session:
            daily.roll(session, device_id, day, clock.now())
        yield "computer"


def bring_up_to_date(
    engine: Engine, months: int, report: per_item.Report | None = None
) -> RollupResult:
    """Recompute all pending days, then delete raw data older than this many months."""
    kinds = tuple(steps(engine, report))
    return RollupResult(kinds.count("computer"), kinds.count("item"), forget_old(engine, months))


def forget_old(engine: Engine, months: int) -> int:
    """Delete raw data older than this many whole months, if it is counted; return the row count.

    On PostgreSQL the partitions of the coming days are made here as well.
    """
    visitor_keys.forget(engine, clock.now())
    today = clock.today()
    cutoff = first_kept(today, months)
    partitions.keep(engine, today, cutoff)
    with work(engine, ALL_WRITES) as session:
        return forget(session, cutoff)
