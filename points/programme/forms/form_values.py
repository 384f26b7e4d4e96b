"""Named figures for statistical forms; an unrecorded figure is None, not zero."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from points.access_points.models import AccessPoint, PointLevel
from points.programme.indicators import compute
from points.programme.indicators.registry import Evidence, Reading, registered
from points.programme.registers import entries
from points.programme.reports import freeze
from points.usage.manual_counts import Tally
from points.usage.rollups.models import CountedDay

_INDICATOR_REGISTERS = {
    "I9": ("phieu",),
    "I11": ("du-hoc",),
    "I13": ("su-co",),
    "I14": ("kinh-phi",),
}
"""Registers of an indicator, which has no value while they have no entries."""

_AMOUNT_REGISTERS = {
    "I12/sự kiện, truyền thông": ("su-kien",),
    "I12/buổi hướng dẫn": ("day-nguoi-dung",),
    "I12/lần trợ giúp ghi tay": ("tro-giup",),
}


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """Request for a figure of a period, of one point or of all."""

    session: Session
    evidence: Evidence
    point: str | None


@dataclass(frozen=True, slots=True)
class FigureValue:
    """Value of a figure with its coverage; None is unknown."""

    value: float | None
    coverage: str = ""


Source = Callable[[FigureRequest], float | None]


@cache
def available_figures() -> Mapping[str, str]:
    """Return the available figures: description by name, which may name roles of the law."""
    of_indicators = {
        code: f"{registered()[code].name}: {registered()[code].definition}"
        for code in compute.indicators()
    }
    return {
        **{name: description for name, (description, _) in _COUNTED_FIGURES.items()},
        **of_indicators,
        **_amount_names(),
    }


def figure_value(request: FigureRequest, name: str, readings: Mapping[str, Reading]) -> FigureValue:
    """Return the value of a figure by its name."""
    if name in _COUNTED_FIGURES:
        return FigureValue(_COUNTED_FIGURES[name][1](request))
    code, _, label = name.partition("/")
    registers = _AMOUNT_REGISTERS.get(name, _INDICATOR_REGISTERS.get(code, ()))
    if registers and not _has_entries(request, registers):
        return FigureValue(None)
    if code == "I10" and not _has_counted_days(request):
        return FigureValue(None)
    reading = readings[code]
    if reading.remark:
        return FigureValue(None, reading.remark)
    coverage = "" if reading.coverage is None else str(reading.coverage)
    if not label:
        return FigureValue(reading.value, coverage)
    return FigureValue(next((a.value for a in reading.amounts if a.label == label), None), coverage)


def _has_entries(request: FigureRequest, registers: tuple[str, ...]) -> bool:
    points = None if request.point is None else (request.point,)
    until = request.evidence.period.last_day
    return bool(entries.entries(request.session, *registers, until=until, points=points))


def _has_counted_days(request: FigureRequest) -> bool:
    period = request.evidence.period
    days = select(func.count()).where(CountedDay.day >= period.since, CountedDay.day < period.until)
    return bool(request.session.scalar(days))


def _last_months(request: FigureRequest) -> list:
    months = request.evidence.months
    return [facts for facts in months if facts.month == months[-1].month] if months else []


def _points(request: FigureRequest) -> int | None:
    last = _last_months(request)
    return sum(facts.serving for facts in last) if last else None


def _points_of(level: PointLevel) -> Source:
    """Return the count of the serving points of a level."""

    def count(request: FigureRequest) -> int | None:
        last = _last_months(request)
        return sum(f.serving for f in last if f.level == level.value) if last else None

    return count


def _computers(request: FigureRequest) -> int | None:
    return sum(facts.computers for facts in _last_months(request)) or None


def _in_post(request: FigureRequest) -> int | None:
    day = min(request.evidence.period.last_day, request.evidence.today)
    points = None if request.point is None else (request.point,)
    staff = entries.entries(request.session, "can-bo", until=day, points=points)
    in_post = [e for e in staff if (end := e.day_in("until")) is None or end >= day]
    return len({(e.point, e.get("who")) for e in in_post}) if staff else None


def _visits(request: FigureRequest) -> int | None:
    """Return the total of manually counted visits; of two counts of a day the later one counts."""
    period = request.evidence.period
    newest = select(func.max(Tally.id)).group_by(Tally.point_id, Tally.day)
    rows = select(func.sum(Tally.visits)).where(
        Tally.id.in_(newest), Tally.day >= period.since, Tally.day < period.until
    )
    if request.point is not None:
        of_point = select(AccessPoint.id).where(AccessPoint.code == request.point)
        rows = rows.where(Tally.point_id == of_point.scalar_subquery())
    return request.session.scalar(rows)


def _items(request: FigureRequest) -> int | None:
    return None if request.point else freeze.reached(request.session, None)[0]


def _pages(request: FigureRequest) -> int | None:
    return None if request.point else freeze.reached(request.session, None)[1]


_COUNTED_FIGURES: dict[str, tuple[str, Source]] = {
    "diem": ("Số điểm đang phục vụ vào cuối kỳ", _points),
    "thu-vien-tinh": ("Số thư viện tỉnh đang phục vụ", _points_of(PointLevel.PROVINCE)),
    "thu-vien-huyen": ("Số thư viện huyện cũ đang phục vụ", _points_of(PointLevel.DISTRICT)),
    "thu-vien-xa": ("Số thư viện xã đang phục vụ", _points_of(PointLevel.COMMUNE)),
    "may": ("Số máy tính chưa thanh lý vào cuối kỳ", _computers),
    "can-bo": ("Số người phụ trách điểm vào cuối kỳ", _in_post),
    "luot-den": ("Lượt người đến, đếm tay trong kỳ", _visits),
    "tai-lieu": ("Số tài liệu đã công bố, lúc lập biểu; chỉ của toàn tỉnh", _items),
    "trang": ("Số trang đã số hóa, lúc lập biểu; chỉ của toàn tỉnh", _pages),
}


def _amount_names() -> dict[str, str]:
    """Return the names and descriptions of the additional amounts of indicators."""
    labels = {
        "I4": ("phần thời gian có mạng",),
        "I7": ("điểm đạt",),
        "I9": ("phiếu có trả lời", "tỷ lệ trả lời"),
        "I10": ("từ máy của điểm", "từ bên ngoài"),
        "I11": ("giờ học", "điểm có người được học"),
        "I12": (
            "sự kiện, truyền thông",
            "buổi hướng dẫn",
            "lần nhờ trên máy",
            "lần trợ giúp ghi tay",
        ),
        "I13": ("sự cố", "trung vị sửa xong", "chưa sửa xong"),
        "I14": ("dự toán", "thực chi", "chi cho một lượt"),
    }
    names = compute.indicators()
    return {
        f"{code}/{label}": f"{names[code].name}: {label}"
        for code, names_of_code in labels.items()
        for label in names_of_code
    }
