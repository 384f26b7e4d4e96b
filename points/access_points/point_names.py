"""Names of access points at the time of a figure: the one place that decides which name is shown.

Points were renamed when districts were abolished on 1 July 2025; figures keep the names of their
time.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.inventory import Point
from points.access_points.models import AccessPoint, PointRecord

UNNAMED = "(chưa ghi tên)"
"""End of the name of a planned point whose commune is not known yet."""


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Name and place of a point from a day until the next span; the first has no beginning."""

    since: date
    name: str
    place: str | None = None


class PointNames:
    """Names of all points, read once."""

    def __init__(self, spans: dict[str, tuple[NameSpan, ...]]) -> None:
        self.spans = spans
        """Spans of each point by code, oldest first."""

    def on(self, code: str | None, day: date) -> str:
        """Return the name on a day; before the first record, the first name."""
        spans = self.spans.get(code or "")
        if not spans:
            return code or ""
        return next((span.name for span in reversed(spans) if span.since <= day), spans[0].name)

    def over(self, code: str | None, first: date, last: date) -> str:
        """Return the name on the last day of a period, with earlier ones of it in brackets."""
        name = self.on(code, last)
        earlier = [
            f"trước {_plain(date.fromordinal(until.toordinal() + 1))} là {former}"
            for former, until in self.former(code or "", last)
            if until >= first
        ]
        return f"{name} ({'; '.join(earlier)})" if earlier else name

    def former(self, code: str, day: date) -> tuple[tuple[str, date], ...]:
        """Return the names before the one of a day, newest first, each with its last day."""
        names: list[tuple[str, date]] = []
        later = self.on(code, day)
        for span in reversed(self.spans.get(code, ())):
            if span.since <= day and span.name == later:
                last = date.fromordinal(span.since.toordinal() - 1)
                earlier = self.on(code, last)
                if earlier != later:
                    names.append((earlier, last))
                later = earlier
        return tuple(names)

    def in_year(self, code: str | None, year: int) -> str:
        """Return the name in a calendar year, with the earlier one if it changed."""
        return self.over(code, date(year, 1, 1), date(year, 12, 31))


def point_names(session: Session) -> PointNames:
    """Return the names of all points with their dates."""
    rows = session.execute(
        select(AccessPoint.code, PointRecord.since, PointRecord.name, PointRecord.place)
        .join(PointRecord, PointRecord.point_id == AccessPoint.id)
        .order_by(AccessPoint.id, PointRecord.since, PointRecord.id)
    )
    of_points: dict[str, dict[date, NameSpan]] = defaultdict(dict)
    for code, since, name, place in rows:
        of_points[code][since] = NameSpan(since, name, place)
    return PointNames(
        {code: _without_placeholders(tuple(spans.values())) for code, spans in of_points.items()}
    )


def is_named(point: Point) -> bool:
    """Return False for a planned point whose commune is not known yet."""
    return not point.facts.name.endswith(UNNAMED)


def renamed(
    session: Session, points: Iterable[Point], first: date, last: date
) -> tuple[Point, ...]:
    """Return points under their names in a period."""
    names = point_names(session)
    return tuple(
        replace(point, facts=replace(point.facts, name=names.over(point.code, first, last)))
        for point in points
    )


def names_in(session: Session, first: date, last: date) -> dict[str, str]:
    """Return the names of the points in a period by code."""
    names = point_names(session)
    return {code: names.over(code, first, last) for code in names.spans}


def _without_placeholders(spans: tuple[NameSpan, ...]) -> tuple[NameSpan, ...]:
    """Return the spans without placeholders, unless the name is still unknown."""
    named_spans = tuple(span for span in spans if not span.name.endswith(UNNAMED))
    return named_spans or spans


def _plain(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
