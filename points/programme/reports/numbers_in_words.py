"""Formatting of figures in Vietnamese notation, with their coverage and data rows."""

from points.programme.indicators.compute import MeasuredIndicator
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
