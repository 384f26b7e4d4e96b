"""Knows the figures a form may ask for by name; what nobody recorded has none, not nought."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.points.models import AccessPoint
from library.programme.indicators import compute
from library.programme.indicators.registry import Evidence, Reading
from library.programme.registers import entries
from library.programme.reports import freeze
from library.usage.manual_counts import Tally
from library.usage.rollups.models import CountedDay

_IN_REGISTERS = {
    "I9": ("phieu",),
    "I11": ("du-hoc",),
    "I13": ("su-co",),
    "I14": ("kinh-phi",),
}
"""An indicator made of these registers says nothing while nobody ever wrote in them."""

_AMOUNTS = {
    "I12/sự kiện, truyền thông": ("su-kien",),
    "I12/buổi hướng dẫn": ("day-nguoi-dung",),
    "I12/lần trợ giúp ghi tay": ("tro-giup",),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """For what a figure is asked: a period, of one point or of all."""

    session: Session
    evidence: Evidence
    point: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A figure and how much of the truth it rests on; no value: nobody knows."""

    value: float | None
    coverage: str = ""


Source = Callable[[Asked], float | None]


@cache
def known() -> Mapping[str, str]:
    """Return what each figure is called by, with what it is."""
    of_indicators = {
        code: f"{one.name}: {one.definition}" for code, one in compute.indicators().items()
    }
    return {**{name: said for name, (said, _) in _OWN.items()}, **of_indicators, **_amounts()}


def tell(asked: Asked, name: str, readings: Mapping[str, Reading]) -> Told:
    """Return a figure by its name."""
    if name in _OWN:
        return Told(_OWN[name][1](asked))
    code, _, label = name.partition("/")
    registers = _AMOUNTS.get(name, _IN_REGISTERS.get(code, ()))
    if registers and not _ever_written(asked, registers):
        return Told(None)
    if code == "I10" and not _ever_counted(asked):
        return Told(None)
    reading = readings[code]
    if reading.remark:
        return Told(None, reading.remark)
    covered = "" if reading.coverage is None else str(reading.coverage)
    if not label:
        return Told(reading.value, covered)
    return Told(next((a.value for a in reading.amounts if a.label == label), None), covered)


def _ever_written(asked: Asked, registers: tuple[str, ...]) -> bool:
    whose = None if asked.point is None else (asked.point,)
    until = asked.evidence.period.last_day
    return bool(entries.entries(asked.session, *registers, until=until, points=whose))


def _ever_counted(asked: Asked) -> bool:
    period = asked.evidence.period
    days = select(func.count()).where(CountedDay.day >= period.since, CountedDay.day < period.until)
    return bool(asked.session.scalar(days))


def _last_months(asked: Asked) -> list:
    months = asked.evidence.months
    return [facts for facts in months if facts.month == months[-1].month] if months else []


def _points(asked: Asked) -> int | None:
    last = _last_months(asked)
    return sum(facts.serving for facts in last) if last else None


def _computers(asked: Asked) -> int | None:
    return sum(facts.computers for facts in _last_months(asked)) or None


def _in_post(asked: Asked) -> int | None:
    day = min(asked.evidence.period.last_day, asked.evidence.today)
    whose = None if asked.point is None else (asked.point,)
    told = entries.entries(asked.session, "can-bo", until=day, points=whose)
    there = [e for e in told if (left := e.day_in("until")) is None or left >= day]
    return len({(e.point, e.get("who")) for e in there}) if told else None


def _visits(asked: Asked) -> int | None:
    """Add up the visits counted by hand; of two counts of a day the later."""
    period = asked.evidence.period
    newest = select(func.max(Tally.id)).group_by(Tally.point_id, Tally.day)
    rows = select(func.sum(Tally.visits)).where(
        Tally.id.in_(newest), Tally.day >= period.since, Tally.day < period.until
    )
    if asked.point is not None:
        of_point = select(AccessPoint.id).where(AccessPoint.code == asked.point)
        rows = rows.where(Tally.point_id == of_point.scalar_subquery())
    return asked.session.scalar(rows)


def _items(asked: Asked) -> int | None:
    return None if asked.point else freeze.reached(asked.session, None)[0]


def _pages(asked: Asked) -> int | None:
    return None if asked.point else freeze.reached(asked.session, None)[1]


_OWN: dict[str, tuple[str, Source]] = {
    "diem": ("Số điểm đang phục vụ vào cuối kỳ", _points),
    "may": ("Số máy tính chưa thanh lý vào cuối kỳ", _computers),
    "can-bo": ("Số người phụ trách điểm vào cuối kỳ", _in_post),
    "luot-den": ("Lượt người đến, đếm tay trong kỳ", _visits),
    "tai-lieu": ("Số tài liệu đã công bố, lúc lập biểu; chỉ của toàn tỉnh", _items),
    "trang": ("Số trang đã số hóa, lúc lập biểu; chỉ của toàn tỉnh", _pages),
}


def _amounts() -> dict[str, str]:
    """Return the further numbers of the indicators that forms ask for."""
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
        for code, found in labels.items()
        for label in found
    }
