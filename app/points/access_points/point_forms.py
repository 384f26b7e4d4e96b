"""Parsing of the forms for access points, assets and days, with Vietnamese error messages."""

import math
import re
from collections.abc import Mapping
from datetime import date

from app.office.field_problems import at_field
from library import clock
from library.vietnamese.letters import compose
from points.access_points.equipment import AssetFacts
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from points.access_points.problems import (
    BadCoordinatesError,
    BadPointCodeError,
    InvalidDateError,
    InvalidNumberError,
    InvalidYearError,
    MissingFieldError,
)

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LATITUDES, _LONGITUDES = (8.0, 24.0), (102.0, 110.0)
"""Bounds of Vietnam in degrees."""

_FIRST_YEAR = 1950
_MAX_AMOUNT = 10**12
_MAX_LIFE_YEARS = 1000
_MAX_CODE_LENGTH = 40

FormValues = Mapping[str, str]


def text(form: FormValues, name: str, required_label: str | None = None) -> str | None:
    """Return a text field or None; raise MissingFieldError if empty and `required_label` is set."""
    written = compose(form.get(name, "")).strip()
    if not written and required_label:
        with at_field(name):
            raise MissingFieldError(required_label)
    return written or None


def day(form: FormValues, name: str = "tu-ngay") -> date:
    """Return the chosen day, or today if the field is empty."""
    written = form.get(name, "").strip()
    if not written:
        return clock.today()
    return _date(name, written)


def code(form: FormValues) -> str:
    """Return the code of a new point; raise BadPointCodeError if malformed."""
    written = text(form, "ma", "mã của điểm")
    if not _CODE.fullmatch(written) or len(written) > _MAX_CODE_LENGTH:
        with at_field("ma"):
            raise BadPointCodeError(written)
    return written


def facts(form: FormValues) -> PointFacts:
    """Return the point data of a submitted form."""
    level = form.get("cap", "")
    return PointFacts(
        name=text(form, "ten", "tên của điểm"),
        level=PointLevel(level) if level in set(PointLevel) else PointLevel.COMMUNE,
        owner=text(form, "chu-quan"),
        reporter=text(form, "bao-cao"),
        place=text(form, "noi"),
        address=text(form, "dia-chi"),
        latitude=_degrees(form, "vi-do", _LATITUDES),
        longitude=_degrees(form, "kinh-do", _LONGITUDES),
        serving=form.get("phuc-vu", "co") == "co",
    )


def asset(form: FormValues) -> AssetFacts:
    """Return the asset data of a submitted form."""
    acquired = text(form, "ngay-nhan")
    return AssetFacts(
        number=text(form, "so", "số tài sản"),
        kind=text(form, "loai", "loại tài sản"),
        serial=text(form, "so-may"),
        source=text(form, "nguon"),
        acquired=_date("ngay-nhan", acquired) if acquired else None,
        cost=_amount(form, "nguyen-gia"),
        life_years=_amount(form, "so-nam", _MAX_LIFE_YEARS) or None,
        used_from=_year(form, "nam-dung"),
    )


def _year(form: FormValues, name: str) -> int | None:
    year = _amount(form, name)
    if year is not None and not _FIRST_YEAR <= year <= clock.today().year:
        with at_field(name):
            raise InvalidYearError(year)
    return year


def _date(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        with at_field(name):
            raise InvalidDateError(written) from error


def _degrees(form: FormValues, name: str, bounds: tuple[float, float]) -> float | None:
    written = text(form, name)
    if written is None:
        return None
    try:
        degrees = float(written.replace(",", "."))
    except ValueError:
        degrees = math.nan
    if not bounds[0] <= degrees <= bounds[1]:
        with at_field(name):
            raise BadCoordinatesError(written)
    return degrees


def _amount(form: FormValues, name: str, limit: int = _MAX_AMOUNT) -> int | None:
    written = text(form, name)
    if written is None:
        return None
    digits = written.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and int(digits) < limit):
        with at_field(name):
            raise InvalidNumberError(written)
    return int(digits)
