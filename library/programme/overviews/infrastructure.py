"""Sets what is known of each point's line, power, incidents and repairs side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy.orm import Session

from library.exchange.workbooks import Table
from library.points.inventory import Point
from library.programme.indicators import compute
from library.programme.indicators.registry import Evidence
from library.programme.periods import Period
from library.programme.registers import entries
from library.programme.registers.entries import Entry

LINE, POWER, REPAIRS, INCIDENTS = "duong-truyen", "mat-dien", "bao-tri", "su-co"


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a point in a period; None is unknown, which is not nought."""

    code: str
    name: str
    line: Entry | None
    measured: float | None
    """Per cent of the time tried in which the outside was reached."""
    without_power: float | None
    incidents: int | None
    waiting: int
    days_to_repair: float | None
    days_lost: float | None
    works: dict[str, int]
    """How often each kind of work was done."""
    cost: int | None


def states(
    session: Session, period: Period, today: date, points: Sequence[Point]
) -> tuple[State, ...]:
    """Return the state of some points in a period."""
    evidence = compute.gather(session, period, today)
    until = min(period.last_day, today)
    registers = (LINE, POWER, REPAIRS, INCIDENTS)
    ever = entries.entries(session, *registers, until=until)
    used = {entry.register for entry in ever}
    return tuple(
        _state(point, compute.of_point(evidence, point.code), _of(ever, point.code), used, until)
        for point in points
    )


def table(found: Iterable[State]) -> Table:
    """Return the states as a sheet."""
    headings = (
        *("Điểm", "Nhà mạng", "Tốc độ (Mbit/s)", "Cước tháng (đồng)", "Thông mạng đo được (%)"),
        *("Thông mạng nhà mạng báo (%)", "Giờ mất điện", "Sự cố", "Chưa sửa"),
        *("Trung vị sửa xong (ngày)", "Ngày máy mất", "Lần bảo trì, sửa, thay", "Chi phí (đồng)"),
    )
    return Table("Hạ tầng", headings, tuple(_row(one) for one in found))


def _of(ever: Iterable[Entry], point: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in ever:
        if entry.point == point:
            found[entry.register].append(entry)
    return found


def _state(
    point: Point,
    evidence: Evidence,
    ever: dict[str, list[Entry]],
    used: set[str],
    until: date,
) -> State:
    cuts, works, incidents = (evidence.of(code) for code in (POWER, REPAIRS, INCIDENTS))
    indicators = compute.indicators()
    online = indicators["I4"].compute(evidence)
    took = [(done - e.day).days for e in incidents if (done := e.day_in("repaired"))]
    kinds: dict[str, int] = defaultdict(int)
    for work in works:
        kinds[str(work.get("kind"))] += 1
    costs = [int(work.get("cost") or 0) for work in works if work.get("cost") is not None]
    known = INCIDENTS in used
    return State(
        code=point.code,
        name=point.facts.name,
        line=ever[LINE][-1] if ever[LINE] else None,
        measured=online.amounts[0].value,
        without_power=sum(float(e.get("hours") or 0) for e in cuts) if POWER in used else None,
        incidents=len(incidents) if known else None,
        waiting=sum(entry.is_open(until) for entry in ever[INCIDENTS]),
        days_to_repair=median(took) if took else None,
        days_lost=indicators["I13"].compute(evidence).value if known else None,
        works=dict(kinds),
        cost=sum(costs) if costs else None,
    )


def _row(one: State) -> tuple[str | int | float | None, ...]:
    line = one.line
    return (
        one.name,
        *(None if line is None else line.get(name) for name in ("provider", "speed", "price")),
        None if one.measured is None else round(one.measured, 1),
        None if line is None else line.get("uptime"),
        one.without_power,
        one.incidents,
        one.waiting,
        one.days_to_repair,
        one.days_lost,
        sum(one.works.values()),
        one.cost,
    )
