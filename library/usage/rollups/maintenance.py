"""Brings the figures up to date, a little at a time, and forgets what is old."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from library import clock
from library.database import reading, work
from library.usage.rollups import daily, per_item
from library.usage.rollups.retention import first_kept, forget


@dataclass(frozen=True, slots=True)
class Brought:
    """What was done to bring the figures up to date."""

    computer_days: int
    item_days: int
    forgotten: int


def steps(engine: Engine) -> Iterator[str]:
    """Make anew what is due, one day after the other; each is kept when it is given."""
    with reading(engine) as session:
        due, uncounted = daily.due(session), per_item.uncounted(session, clock.now())
    for day in uncounted:
        with work(engine) as session:
            per_item.count(session, day, clock.now())
        yield "item"
    for device_id, day in due:
        with work(engine) as session:
            daily.roll(session, device_id, day, clock.now())
        yield "computer"


def bring_up_to_date(engine: Engine, months: int) -> Brought:
    """Make anew all that is due, then forget what is older than so many months."""
    done = tuple(steps(engine))
    return Brought(done.count("computer"), done.count("item"), forget_old(engine, months))


def forget_old(engine: Engine, months: int) -> int:
    """Forget what is older than so many whole months, where its figures are made."""
    with work(engine) as session:
        return forget(session, first_kept(clock.today(), months))
