"""Summaries of the services of the points and of the audiences of outreach."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library.vietnamese.letters import fold
from points.programme.periods import Period
from points.programme.registers import entries
from points.programme.registers.entries import Entry


@dataclass(frozen=True, slots=True)
class Service:
    """Service, summed over the points that offer it."""

    name: str
    points: int
    free: int
    """Number of points where it is free."""
    new: int
    """Number of points where it was introduced in the period."""
    uses: int | None
    """Uses counted by staff in the period; None: not counted, which is not zero."""


@dataclass(frozen=True, slots=True)
class AudienceReached:
    """Audience of outreach in a period."""

    audience: str
    times: int
    attendances: int | None
    """Total attendance; None if no event could be counted, as for leaflets."""


def audiences(
    session: Session, period: Period, points: Collection[str] | None
) -> tuple[AudienceReached, ...]:
    """Return the audiences of events and media in a period, most frequent first."""
    by_audience: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.entries(
        session, "su-kien", since=period.since, until=period.last_day, points=points
    ):
        by_audience[str(entry.get("audience"))].append(entry)
    totals = (
        AudienceReached(audience, len(group), _attendance(group))
        for audience, group in by_audience.items()
    )
    return tuple(sorted(totals, key=lambda audience: (-audience.times, audience.audience)))


def services(
    session: Session, period: Period, today: date, points: Collection[str] | None
) -> tuple[Service, ...]:
    """Return the services offered in a period, at some points or at all, most offered first."""
    until = min(period.last_day, today)
    offers: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.entries(session, "dich-vu", until=until, points=points):
        ends = entry.day_in("until")
        if ends is None or ends >= period.since:
            offers[fold(str(entry.get("name")))].append(entry)
    uses: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.entries(
        session, "dung-dich-vu", since=period.since, until=until, points=points
    ):
        uses[fold(str(entry.get("name")))].append(entry)
    summaries = (
        _service(offers.get(name, []), uses.get(name, []), period) for name in {**offers, **uses}
    )
    return tuple(sorted(summaries, key=lambda service: (-service.points, service.name)))


def _attendance(events: list[Entry]) -> int | None:
    head_counts = [int(came) for event in events if (came := event.get("attendances")) is not None]
    return sum(head_counts) if head_counts else None


def _service(offers: list[Entry], uses: list[Entry], period: Period) -> Service:
    return Service(
        name=str((offers or uses)[0].get("name")),
        points=len({entry.point for entry in offers}),
        free=len({entry.point for entry in offers if entry.get("free")}),
        new=len({e.point for e in offers if e.get("new") and e.day >= period.since}),
        uses=sum(int(entry.get("uses") or 0) for entry in uses) if uses else None,
    )
