"""Adds up the services of the points and whom outreach reached: what is free, how it is used."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library.programme.periods import Period
from library.programme.registers import entries
from library.programme.registers.entries import Entry
from library.vietnamese.letters import fold


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


@dataclass(frozen=True, slots=True)
class Reached:
    """One audience of outreach in a period."""

    audience: str
    times: int
    attendances: int | None
    """None: of none of them anybody could be counted, as of leaflets."""


def audiences(
    session: Session, period: Period, points: Collection[str] | None
) -> tuple[Reached, ...]:
    """Return whom events and media reached in a period, the audience most often reached first."""
    told: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.entries(
        session, "su-kien", since=period.since, until=period.last_day, points=points
    ):
        told[str(entry.get("audience"))].append(entry)
    found = (Reached(audience, len(group), _came(group)) for audience, group in told.items())
    return tuple(sorted(found, key=lambda one: (-one.times, one.audience)))


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


def _came(events: list[Entry]) -> int | None:
    counted = [int(came) for event in events if (came := event.get("attendances")) is not None]
    return sum(counted) if counted else None


def _service(offered: list[Entry], used: list[Entry], period: Period) -> Service:
    return Service(
        name=str((offered or used)[0].get("name")),
        points=len({entry.point for entry in offered}),
        free=len({entry.point for entry in offered if entry.get("free")}),
        new=len({e.point for e in offered if e.get("new") and e.day >= period.since}),
        uses=sum(int(entry.get("uses") or 0) for entry in used) if used else None,
    )
