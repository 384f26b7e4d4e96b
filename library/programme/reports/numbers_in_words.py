"""Puts figures into words: numbers as Vietnamese readers write them, with their evidence."""

from collections.abc import Iterator

from library.programme.indicators.compute import Measured
from library.programme.indicators.registry import Part, Reading
from library.programme.reports.explain_figure import DayRow, Explanation
from library.usage.privacy.small_counts import MISSING

_WHOLE = ("lượt", "điểm", "đồng", "người", "lần", "buổi", "phiếu", "ngày máy", "lượt dự", "máy")


def number(value: float | None, unit: str = "") -> str:
    """Return 12.345 or 6,1; what is not known is not nought."""
    if value is None:
        return MISSING
    digits = 0 if unit in _WHOLE or float(value).is_integer() else 1
    told = f"{round_half_up(value, digits):,.{digits}f}"
    return told.translate(str.maketrans(",.", ".,"))


def round_half_up(value: float, digits: int = 0) -> float:
    """Round as people do on paper: 0,5 goes up."""
    scale = 10**digits
    return int(value * scale + (0.5 if value >= 0 else -0.5)) / scale


def figure(reading: Reading) -> str:
    """Return the figure with its unit, and what must be said with it."""
    told = f"{number(reading.value, reading.unit)} {reading.unit}"
    return f"{told} ({reading.remark})" if reading.remark else told


def sentence(measured: Measured) -> str:
    """Return an indicator in one line."""
    indicator, reading = measured.indicator, measured.reading
    more = "; ".join(f"{a.label}: {number(a.value, a.unit)} {a.unit}" for a in reading.amounts)
    covered = "" if reading.coverage is None else f"; độ phủ {reading.coverage}"
    detail = f" [{more}]" if more else ""
    return f"{indicator.code} {indicator.name}: {figure(reading)}{covered}{detail}"


def as_told(measured: Measured) -> dict[str, object]:
    """Return an indicator as machines read it, and as it is frozen in a report."""
    indicator, reading = measured.indicator, measured.reading
    return {
        "code": indicator.code,
        "version": indicator.version,
        "name": indicator.name,
        "definition": indicator.definition,
        "source": indicator.source,
        "standard": standard(indicator.standard, checked=indicator.checked),
        "value": reading.value,
        "unit": reading.unit,
        "remark": reading.remark,
        "coverage": None if reading.coverage is None else str(reading.coverage),
        "amounts": [
            {"label": amount.label, "value": amount.value, "unit": amount.unit}
            for amount in reading.amounts
        ],
    }


def standard(name: str, *, checked: bool) -> str:
    """Return the name a standard has for an indicator, and whether anybody compared the texts."""
    if not name:
        return ""
    return name if checked else f"{name} (tên gọi chưa đối chiếu với văn bản tiêu chuẩn)"


def explained(told: Explanation) -> Iterator[tuple[dict[str, object], str]]:
    """Give an explanation line by line, as machines and as people read it."""
    measured = Measured(told.indicator, told.reading)
    yield as_told(measured), sentence(measured)
    for name, text in (
        ("định nghĩa", told.indicator.definition),
        ("nguồn", told.indicator.source),
        ("công thức", f"phiên bản {told.indicator.version}"),
    ):
        yield {"what": name, "text": text}, f"  {name}: {text}"
    if told.indicator.code == "I7":
        for name, value in told.thresholds.items():
            yield {"threshold": name, "value": value}, f"  ngưỡng {name}: {number(value)}"
    for part in told.reading.parts:
        yield part_told(part), f"  {part_sentence(part, told.names)}"


def part_told(part: Part) -> dict[str, object]:
    """Return a row as machines read it."""
    return {
        "point": part.point,
        "month": None if part.month is None else part.month.isoformat(),
        "label": part.label,
        "value": part.value,
        "of": part.of,
        "entry": part.entry,
    }


def part_sentence(part: Part, names: dict[str, str]) -> str:
    """Return a row as people read it."""
    where = names.get(part.point or "", part.point or "toàn tỉnh")
    when = "" if part.month is None else f", {part.month:%m/%Y}"
    of = "" if part.of is None else f" / {number(part.of)}"
    entry = "" if part.entry is None else f" (sổ {part.entry[0]}, số {part.entry[1]})"
    return f"{where}{when}: {number(part.value)}{of} {part.label}{entry}"


def day_told(row: DayRow) -> tuple[dict[str, object], str]:
    """Return a computer's day as machines and as people read it."""
    told = {"day": row.day.isoformat(), "device": row.device_id, "value": row.value}
    return told, f"    {row.day:%d/%m/%Y}, máy {row.device_id} ({row.label}): {row.value}"
