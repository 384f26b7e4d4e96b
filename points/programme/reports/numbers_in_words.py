"""Formatting of figures in Vietnamese notation, with their coverage and data rows."""

from collections.abc import Iterator

from points.programme.indicators.compute import MeasuredIndicator
from points.programme.indicators.registry import Part, Reading
from points.programme.reports.explain_figure import DayRow, Explanation
from points.usage.privacy.small_counts import MISSING

_INTEGER_UNITS = (
    "lượt",
    "điểm",
    "đồng",
    "người",
    "lần",
    "buổi",
    "phiếu",
    "ngày máy",
    "lượt dự",
    "máy",
)


def number(value: float | None, unit: str = "", digits: int | None = None) -> str:
    """Return a number in Vietnamese notation, like 12.345 or 6,1; None gives the missing sign."""
    if value is None:
        return MISSING
    if digits is None:
        digits = 0 if unit in _INTEGER_UNITS or float(value).is_integer() else 1
    text = f"{round_half_up(value, digits):,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,"))


def round_half_up(value: float, digits: int = 0) -> float:
    """Round half up (away from zero)."""
    scale = 10**digits
    return int(value * scale + (0.5 if value >= 0 else -0.5)) / scale


def figure(reading: Reading) -> str:
    """Return the value with its unit and remark."""
    text = f"{number(reading.value, reading.unit)} {reading.unit}"
    return f"{text} ({reading.remark})" if reading.remark else text


def sentence(measured_indicator: MeasuredIndicator) -> str:
    """Return an indicator as one line of text."""
    indicator, reading = measured_indicator.indicator, measured_indicator.reading
    more = "; ".join(f"{a.label}: {number(a.value, a.unit)} {a.unit}" for a in reading.amounts)
    coverage = "" if reading.coverage is None else f"; độ phủ {reading.coverage}"
    detail = f" [{more}]" if more else ""
    return f"{indicator.code} {indicator.name}: {figure(reading)}{coverage}{detail}"


def indicator_values(measured_indicator: MeasuredIndicator) -> dict[str, object]:
    """Return an indicator as a JSON object, as it is also frozen in a report."""
    indicator, reading = measured_indicator.indicator, measured_indicator.reading
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
    """Return the name of an indicator in a standard, with a note if it was not checked."""
    if not name:
        return ""
    return name if checked else f"{name} (tên gọi chưa đối chiếu với văn bản tiêu chuẩn)"


def explanation_lines(explanation: Explanation) -> Iterator[tuple[dict[str, object], str]]:
    """Yield an explanation line by line, each as JSON object and as text."""
    measured_indicator = MeasuredIndicator(explanation.indicator, explanation.reading)
    yield indicator_values(measured_indicator), sentence(measured_indicator)
    for name, text in (
        ("định nghĩa", explanation.indicator.definition),
        ("nguồn", explanation.indicator.source),
        ("công thức", f"phiên bản {explanation.indicator.version}"),
    ):
        yield {"what": name, "text": text}, f"  {name}: {text}"
    if explanation.indicator.code == "I7":
        for name, value in explanation.thresholds.items():
            yield {"threshold": name, "value": value}, f"  ngưỡng {name}: {number(value)}"
    for part in explanation.reading.parts:
        yield part_values(part), f"  {part_sentence(part, explanation.names)}"


def part_values(part: Part) -> dict[str, object]:
    """Return a data row as a JSON object."""
    return {
        "point": part.point,
        "month": None if part.month is None else part.month.isoformat(),
        "label": part.label,
        "value": part.value,
        "of": part.of,
        "entry": part.entry,
    }


def part_sentence(part: Part, names: dict[str, str]) -> str:
    """Return a data row as text."""
    where = names.get(part.point or "", part.point or "toàn tỉnh")
    when = "" if part.month is None else f", {part.month:%m/%Y}"
    of = "" if part.of is None else f" / {number(part.of)}"
    entry = "" if part.entry is None else f" (sổ {part.entry[0]}, số {part.entry[1]})"
    return f"{where}{when}: {number(part.value)}{of} {part.label}{entry}"


def describe_day(row: DayRow) -> tuple[dict[str, object], str]:
    """Return a computer's day as JSON object and as text."""
    values = {"day": row.day.isoformat(), "device": row.device_id, "value": row.value}
    return values, f"    {row.day:%d/%m/%Y}, máy {row.device_id} ({row.label}): {row.value}"
