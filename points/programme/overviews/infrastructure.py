"""Overview of the Internet line, power cuts, incidents and repairs of each point."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy.orm import Session

from library.exchange.workbooks import Table
from points.access_points.inventory import Point
from points.programme.indicators import compute
from points.programme.indicators.registry import Evidence
from points.programme.periods import Period
from points.programme.registers import entries
from points.programme.registers.entries import Entry

LINE, POWER, REPAIRS, INCIDENTS = "duong-truyen", "mat-dien", "bao-tri", "su-co"


@dataclass(frozen=True, slots=True)
class PointInfrastructure:
    """Infrastructure of a point in a period; None is unknown, which is not zero."""

    code: str
    name: str
    line: Entry | None
    measured: float | None
    """Measured uptime of the Internet connection, in per cent."""
    without_power: float | None
    incidents: int | None
    waiting: int
    days_to_repair: float | None
    days_lost: float | None
    works: dict[str, int]
    """Number of maintenance works by kind."""
    cost: int | None


def point_infrastructure(
    session: Session, period: Period, today: date, points: Sequence[Point]
) -> tuple[PointInfrastructure, ...]:
    """Return the infrastructure of some points in a period."""
    evidence = compute.gather(session, period, today)
    until = min(period.last_day, today)
    registers = (LINE, POWER, REPAIRS, INCIDENTS)
    ever = entries.entries(session, *registers, until=until)
    used_registers = {entry.register for entry in ever}
    return tuple(
        _state(
            point,
            compute.of_point(evidence, point.code),
            _entries_of(ever, point.code),
            used_registers,
            until,
        )
        for point in points
    )


def table(infrastructure: Iterable[PointInfrastructure]) -> Table:
    """Return the overview as a table."""
    headings = (
        *("Điểm", "Nhà mạng", "Tốc độ (Mbit/s)", "Cước tháng (đồng)", "Thông mạng đo được (%)"),
        *("Thông mạng nhà mạng báo (%)", "Giờ mất điện", "Sự cố", "Chưa sửa"),
        *(
            "Số ngày sửa xong (trung vị)",
            "Ngày máy mất",
            "Lần bảo trì, sửa, thay",
            "Chi phí (đồng)",
        ),
    )
    return Table("Hạ tầng", headings, tuple(_row(point) for point in infrastructure))


def _entries_of(ever: Iterable[Entry], point: str) -> dict[str, list[Entry]]:
    by_register: dict[str, list[Entry]] = defaultdict(list)
    for entry in ever:
        if entry.point == point:
            by_register[entry.register].append(entry)
    return by_register


def _state(
    point: Point,
    evidence: Evidence,
    ever: dict[str, list[Entry]],
    codes: set[str],
    until: date,
) -> PointInfrastructure:
    cuts, works, incidents = (evidence.of(code) for code in (POWER, REPAIRS, INCIDENTS))
    indicators = compute.indicators()
    online = indicators["I4"].compute(evidence)
    took = [(repair_day - e.day).days for e in incidents if (repair_day := e.day_in("repaired"))]
    kinds: dict[str, int] = defaultdict(int)
    for work in works:
        kinds[str(work.get("kind"))] += 1
    costs = [int(work.get("cost") or 0) for work in works if work.get("cost") is not None]
    has_incidents = INCIDENTS in codes
    return PointInfrastructure(
        code=point.code,
        name=point.facts.name,
        line=ever[LINE][-1] if ever[LINE] else None,
        measured=online.amounts[0].value,
        without_power=sum(float(e.get("hours") or 0) for e in cuts) if POWER in codes else None,
        incidents=len(incidents) if has_incidents else None,
        waiting=sum(entry.is_open(until) for entry in ever[INCIDENTS]),
        days_to_repair=median(took) if took else None,
        days_lost=indicators["I13"].compute(evidence).value if has_incidents else None,
        works=dict(kinds),
        cost=sum(costs) if costs else None,
    )


def _row(point: PointInfrastructure) -> tuple[str | int | float | None, ...]:
    line = point.line
    return (
        point.name,
        *(None if line is None else line.get(name) for name in ("provider", "speed", "price")),
        None if point.measured is None else round(point.measured, 1),
        None if line is None else line.get("uptime"),
        point.without_power,
        point.incidents,
        point.waiting,
        point.days_to_repair,
        point.days_lost,
        sum(point.works.values()),
        point.cost,
    )
