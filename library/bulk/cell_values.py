"""Reads what a person wrote into a cell, or says in a sentence what is wrong with it."""

from datetime import date, timedelta

from library.catalogue.dates.archival import canonical
from library.catalogue.dates.day_month_year import read_day
from library.catalogue.description import fields
from library.catalogue.description.labels import LABELS
from library.catalogue.profiles import FieldRule
from library.exchange.list_rows import clean
from library.exchange.vocabulary import access_of, language_of

REQUIRED = frozenset({"title", "language", "access"})
_WEB = ("http://", "https://")
_DATES = ("date", "opens")
_FIRST_OF_EXCEL = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)
"""Numbers that are days from 1927 to 2119, and no year."""

_WRONG = {
    "date": "“{0}” không phải ngày, tháng hay năm; ghi như 2017-08-22, 2017-08 hoặc 1886",
    "opens": "“{0}” không phải một ngày; ghi như 2030-01-01",
    "access": "“{0}” không phải nơi đọc; ghi “mọi nơi”, “tại thư viện” hoặc “chỉ cán bộ”",
    "language": "“{0}” không phải tên hay mã ngôn ngữ; ghi như vi, fr, tyz",
}
_READERS = {"date": canonical, "opens": read_day, "access": access_of, "language": language_of}


def read_value(name: str, typed: str) -> str | None:
    """Return what is to be stored; raise ValueError with a sentence."""
    text = clean(typed)
    if not text:
        if name in REQUIRED:
            raise ValueError(f"{LABELS[name]} không được để trống")
        return None
    if name == "url" and not text.lower().startswith(_WEB):
        raise ValueError(f"“{text[:60]}” không phải địa chỉ; ghi cả https://")
    try:
        return _READERS.get(name, str)(text)
    except ValueError as error:
        raise ValueError(_WRONG[name].format(text[:60])) from error


def must_keep_the_rule(rule: FieldRule | None, value: str | None, now: str) -> None:
    """Raise ValueError, in words, for what a collection does not take; what is there may stay."""
    if rule is None or rule.name in _READERS:
        return
    typed = {rule.name: (value or "",)}
    problems = fields.read((rule,), typed, {rule.name: now}).problems
    if problems:
        raise ValueError(problems[rule.name].rstrip("."))


def from_serial(name: str, text: str) -> str | None:
    """Return the day that a spreadsheet turned into a number; None when it is no such number."""
    if name not in _DATES or not (text.isascii() and text.isdigit()) or int(text) not in _SERIALS:
        return None
    return (_FIRST_OF_EXCEL + timedelta(days=int(text))).isoformat()


def with_day_and_month_changed_over(day: str) -> str:
    """Return 2017-05-08 for 2017-08-05."""
    return "-".join((day[:4], day[8:], day[5:7])) if len(day) == len("2017-08-22") else day
