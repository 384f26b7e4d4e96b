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
    BadPhoneError,
    BadPointCodeError,
    InvalidDateError,
    InvalidNumberError,
    InvalidYearError,
    MissingFieldError,
)

_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{2,28}[0-9]")
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
    content = compose(form.get(name, "")).strip()
    if not content and required_label:
        with at_field(name):
            raise MissingFieldError(required_label)
    return content or None


def day(form: FormValues, name: str = "tu-ngay") -> date:
    """Return the chosen day, or today if the field is empty."""
    day_text = form.get(name, "").strip()
    if not day_text:
        return clock.today()
    return _date(name, day_text)


def code(form: FormValues) -> str:
    """Return the code of a new point; raise BadPointCodeError if malformed."""
    code_text = text(form, "ma", "mã của điểm")
    if not _CODE.fullmatch(code_text) or len(code_text) > _MAX_CODE_LENGTH:
        with at_field("ma"):
            raise BadPointCodeError(code_text)
    return code_text


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
        phone=_phone(form),
    )


def _phone(form: FormValues) -> str | None:
    phone = text(form, "dien-thoai")
    if phone and not _PHONE.fullmatch(phone):
        with at_field("dien-thoai"):
            raise BadPhoneError(phone)
    return phone


def asset(form: FormValues) -> AssetFacts:
    """Return the asset data of a submitted form."""
    acquisition_date = text(form, "ngay-nhan")
    return AssetFacts(
        number=text(form, "so", "số tài sản"),
        kind=text(form, "loai", "loại tài sản"),
        serial=text(form, "so-may"),
        source=text(form, "nguon"),
        acquired=_date("ngay-nhan", acquisition_date) if acquisition_date else None,
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


def _date(name: str, date_text: str) -> date:
    try:
        return date.fromisoformat(date_text)
    except ValueError as error:
        with at_field(name):
            raise InvalidDateError(date_text) from error


def _degrees(form: FormValues, name: str, bounds: tuple[float, float]) -> float | None:
    degrees_text = text(form, name)
    if degrees_text is None:
        return None
    try:
        degrees = float(degrees_text.replace(",", "."))
    except ValueError:
        degrees = math.nan
    if not bounds[0] <= degrees <= bounds[1]:
        with at_field(name):
            raise BadCoordinatesError(degrees_text)
    return degrees


def _amount(form: FormValues, name: str, limit: int = _MAX_AMOUNT) -> int | None:
    amount_text = text(form, name)
    if amount_text is None:
        return None
    digits = amount_text.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and int(digits) < limit):
        with at_field(name):
            raise InvalidNumberError(amount_text)
    return int(digits)
