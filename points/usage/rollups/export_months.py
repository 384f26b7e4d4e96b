"""Lines of a month's figures by point, for staff or for publication."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from points.access_points.inventory import points_on
from points.usage.evidence import METHOD_NAMES, Figure
from points.usage.measures.figure_reader import FigureReader, figure, total
from points.usage.measures.measure_table import MEASURES
from points.usage.measures.stored_sums import Grain
from points.usage.privacy.small_counts import hide, printed
from points.usage.rollups.per_point import next_month

_PROVINCE = "toàn tỉnh"
_PRINTED = ("sessions", "session_seconds")
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One line of figures; unknown values are `…`, hidden ones `x`."""

    point: str
    sessions: str
    hours: str
    method: str
    coverage: str

    @property
    def sentence(self) -> str:
        """The line as a Vietnamese sentence."""
        return (
            f"{self.point}: {self.sessions} lượt, {self.hours} giờ "
            f"({self.method}, độ phủ {self.coverage})"
        )


def month_lines(session: Session, month: date, today: date, *, public: bool) -> Iterator[MonthLine]:
    """Yield a line for each point and one for the province; public lines hide small counts."""
    ends = next_month(month)
    codes = {point.id: point.code for point in points_on(session, ends - timedelta(days=1))}
    reader = FigureReader(session, codes, month, min(ends, today + timedelta(days=1)))
    by_point = reader.computers(Grain.POINT)
    figures = {code: by_point.get(point_id, {}) for point_id, code in codes.items()}
    figures[_PROVINCE] = total(figures.values())
    values = {name: of_name.get("sessions") for name, of_name in figures.items()}
    mask = hide(values, [(_PROVINCE, *codes.values())]) if public else frozenset()
    for name, of_name in figures.items():
        sessions, seconds = (figure(of_name, MEASURES[code]) for code in _PRINTED)
        yield MonthLine(
            point=name,
            sessions=printed(sessions.value, hidden=name in mask),
            hours=printed(_hours(seconds), hidden=name in mask),
            method=METHOD_NAMES[sessions.method],
            coverage=str(sessions.coverage),
        )


def _hours(seconds: Figure) -> int | None:
    return None if seconds.value is None else (seconds.value + _HOUR // 2) // _HOUR
