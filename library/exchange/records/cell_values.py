"""Parsing and validation of cell values, with error messages for people."""

from datetime import date, timedelta

from library.catalogue.dates.archival import canonical
from library.catalogue.dates.day_month_year import read_day
from library.catalogue.description import fields
from library.catalogue.description.field_registry import LABELS
from library.catalogue.profiles import FieldRule
from library.exchange.list_rows import clean
from library.exchange.vocabulary import access_of, language_of

REQUIRED = frozenset({"title", "language", "access"})
_URL_SCHEMES = ("http://", "https://")
DATE_FIELDS = ("date", "opens")
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL_RANGE = range(10_000, 80_000)
"""Serial day numbers of the dates 1927 to 2119, none of which can be a year."""

_MESSAGES = {
    "date": "“{0}” không phải ngày, tháng hay năm; ghi như 2017-08-22, 2017-08 hoặc 1886",
    "opens": "“{0}” không phải một ngày; ghi như 2030-01-01",
    "access": "“{0}” không phải nơi đọc; ghi “mọi nơi”, “tại thư viện”, “bản sao” hay “chỉ cán bộ”",
    "language": "“{0}” không phải tên hay mã ngôn ngữ; ghi như vi, fr, tyz",
}
_PARSERS = {"date": canonical, "opens": read_day, "access": access_of, "language": language_of}


def read_value(name: str, typed_text: str) -> str | None:
    """Return the value to store; raise ValueError with a message for people."""
    text = clean(typed_text)
    if not text:
        if name in REQUIRED:
            raise ValueError(f"{LABELS[name]} không được để trống")
        return None
    if name == "url" and not text.lower().startswith(_URL_SCHEMES):
        raise ValueError(f"“{text[:60]}” không phải địa chỉ; ghi cả https://")
    try:
        return _PARSERS.get(name, str)(text)
    except ValueError as error:
        raise ValueError(_MESSAGES[name].format(text[:60])) from error


def check_rule(rule: FieldRule | None, value: str | None, current: str) -> None:
    """Raise ValueError with a message if a collection forbids a value; old values may stay."""
    if rule is None or rule.name in _PARSERS:
        return
    form_values = {rule.name: (value or "",)}
    problems = fields.read((rule,), form_values, {rule.name: current}).problems
    if problems:
        raise ValueError(problems[rule.name].rstrip("."))


def day_from_serial(name: str, text: str) -> str | None:
    """Return the ISO date of a spreadsheet's serial day number; None for any other text."""
    if (
        name not in DATE_FIELDS
        or not (text.isascii() and text.isdigit())
        or int(text) not in _SERIAL_RANGE
    ):
        return None
    return (_EXCEL_EPOCH + timedelta(days=int(text))).isoformat()


def swap_day_and_month(day: str) -> str:
    """Return an ISO date with day and month swapped: 2017-05-08 for 2017-08-05."""
    return "-".join((day[:4], day[8:], day[5:7])) if len(day) == len("2017-08-22") else day
