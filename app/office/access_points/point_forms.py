"""Reads what staff told about a point, an asset or a day, and says in words what is missing."""

import re
from collections.abc import Mapping
from datetime import date

from library import clock
from library.points.equipment import AssetFacts
from library.points.inventory import PointFacts
from library.points.models import PointLevel
from library.points.problems import (
    BadPointCodeError,
    BadSpotError,
    MissingWordsError,
    NotADayError,
    NotAnAmountError,
    NotAYearError,
)
from library.vietnamese.letters import compose

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LATITUDES, _LONGITUDES = (8.0, 24.0), (102.0, 110.0)
"""Between which the country lies."""

_FIRST_YEAR = 1950
_MOST = 10**12
_LONGEST_CODE = 40

Told = Mapping[str, str]


def text(told: Told, name: str, called: str | None = None) -> str | None:
    """Return what was written, None for nothing; raise when it must be told (`called`)."""
    written = compose(told.get(name, "")).strip()
    if not written and called:
        raise MissingWordsError(called)
    return written or None


def day(told: Told, name: str = "tu-ngay") -> date:
    """Return the day that was chosen, today when none was."""
    written = told.get(name, "").strip()
    if not written:
        return clock.today()
    return _date(written)


def code(told: Told) -> str:
    """Return the code of a new point."""
    written = text(told, "ma", "mã của điểm")
    if not _CODE.fullmatch(written) or len(written) > _LONGEST_CODE:
        raise BadPointCodeError(written)
    return written


def facts(told: Told) -> PointFacts:
    """Return what is told of a point."""
    level = told.get("cap", "")
    return PointFacts(
        name=text(told, "ten", "tên của điểm"),
        level=PointLevel(level) if level in set(PointLevel) else PointLevel.COMMUNE,
        owner=text(told, "chu-quan"),
        reporter=text(told, "bao-cao"),
        place=text(told, "noi"),
        address=text(told, "dia-chi"),
        latitude=_degrees(told, "vi-do", _LATITUDES),
        longitude=_degrees(told, "kinh-do", _LONGITUDES),
        serving=told.get("phuc-vu", "co") == "co",
    )


def asset(told: Told) -> AssetFacts:
    """Return what is told of an asset."""
    acquired = text(told, "ngay-nhan")
    return AssetFacts(
        number=text(told, "so", "số tài sản"),
        kind=text(told, "loai", "loại tài sản"),
        serial=text(told, "so-may"),
        source=text(told, "nguon"),
        acquired=_date(acquired) if acquired else None,
        cost=_amount(told, "nguyen-gia"),
        life_years=_amount(told, "so-nam") or None,
        used_from=_year(told, "nam-dung"),
    )


def _year(told: Told, name: str) -> int | None:
    year = _amount(told, name)
    if year is not None and not _FIRST_YEAR <= year <= clock.today().year:
        raise NotAYearError(year)
    return year


def _date(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise NotADayError(written) from error


def _degrees(told: Told, name: str, between: tuple[float, float]) -> float | None:
    written = text(told, name)
    if written is None:
        return None
    try:
        degrees = float(written.replace(",", "."))
    except ValueError as error:
        raise BadSpotError(written) from error
    if not between[0] <= degrees <= between[1]:
        raise BadSpotError(written)
    return degrees


def _amount(told: Told, name: str) -> int | None:
    written = text(told, name)
    if written is None:
        return None
    digits = written.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and int(digits) < _MOST):
        raise NotAnAmountError(written)
    return int(digits)
