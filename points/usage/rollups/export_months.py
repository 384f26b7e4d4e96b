"""Lines of a month's figures by point, for staff or for publication."""

from collections.abc import Iterator
from dataclasses import dataclass

from points.usage.evidence import METHOD_NAMES, Figure, sum_figures
from points.usage.privacy.small_counts import hide, printed
from points.usage.rollups.read_months import MonthOfPoint

_PROVINCE = "toàn tỉnh"
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


def month_lines(points: tuple[MonthOfPoint, ...], *, public: bool) -> Iterator[MonthLine]:
    """Yield a line for each point and one for the province; public lines hide small counts."""
    sessions = {point.point.code: point.sessions for point in points}
    seconds = {point.point.code: point.seconds for point in points}
    sessions[_PROVINCE] = sum_figures(tuple(sessions.values()))
    seconds[_PROVINCE] = sum_figures(tuple(seconds.values()))
    values = {name: figure.value for name, figure in sessions.items()}
    mask = hide(values, [(_PROVINCE, *(p.point.code for p in points))]) if public else frozenset()
    for name, figure in sessions.items():
        yield MonthLine(
            point=name,
            sessions=printed(figure.value, hidden=name in mask),
            hours=printed(_hours(seconds[name]), hidden=name in mask),
            method=METHOD_NAMES[figure.method],
            coverage=str(figure.coverage),
        )


def _hours(figure: Figure) -> int | None:
    return None if figure.value is None else (figure.value + _HOUR // 2) // _HOUR
