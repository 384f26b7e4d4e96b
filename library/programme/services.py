"""Adds up the services of the points: who offers what since when, what is free, how it is used."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library.programme import entries
from library.programme.entries import Entry
from library.programme.periods import Period
from library.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Service:
    """One service, wherever it is offered."""

    name: str
    points: int
    free: int
    """At how many points it costs nothing."""
    new: int
    """At how many points it was introduced in the period."""
    uses: int | None
    """Counted by staff in the period; None: nobody counted, which is not nought."""


def services(
    session: Session, period: Period, today: date, points: Collection[str] | None
) -> tuple[Service, ...]:
    """Return the services offered in a period, at some points or at all; the most offered first."""
    until = min(period.last_day, today)
    offered: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.entries(session, "dich-vu", until=until, points=points):
        ends = entry.day_in("until")
        if ends is None or ends >= period.since:
            offered[fold(str(entry.get("name")))].append(entry)
    used: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.entries(
        session, "dung-dich-vu", since=period.since, until=until, points=points
    ):
        used[fold(str(entry.get("name")))].append(entry)
    found = (
        _service(offered.get(name, []), used.get(name, []), period) for name in {**offered, **used}
    )
    return tuple(sorted(found, key=lambda one: (-one.points, one.name)))


def _service(offered: list[Entry], used: list[Entry], period: Period) -> Service:
    return Service(
        name=str((offered or used)[0].get("name")),
        points=len({entry.point for entry in offered}),
        free=len({entry.point for entry in offered if entry.get("free")}),
        new=len({e.point for e in offered if e.get("new") and e.day >= period.since}),
        uses=sum(int(entry.get("uses") or 0) for entry in used) if used else None,
    )
