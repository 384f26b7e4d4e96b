"""Dates of persons, bodies and places, exact or approximate (EDTF, level 1)."""

import re

from library.catalogue.dates.archival import parse_date
from library.catalogue.dates.day_month_year import read_date
from library.catalogue.dates.eras import NotADateError
from library.vietnamese.letters import compose, fold

_ABOUT = re.compile(r"(?:khoang|chung|ca\.?|c\.|circa|about)\s+(?P<date>.+)$")
_DOUBTFUL = re.compile(r"(?P<date>.+?)\s*(?:\?|\(\?\))$")
_SHORT_YEAR = re.compile(r"(?:nam\s+)?(\d{3})$")
_EDTF = re.compile(r"\d{2}XX|\d{3}X|\d{4}(-\d{2}){0,2}[~?]?")


def read_time(typed_text: str) -> str:
    """Return a typed date in EDTF: 1911, 1911-08-25, 1911~ (about), 1911? (perhaps), 191X, 18XX.

    Accepted are all dates that `read_date` accepts, “khoảng 1911”, “1911?”, “18??” and “thế kỷ 19”;
    raises ValueError for anything else.
    """
    text = compose(typed_text).strip()
    if _EDTF.fullmatch(text):
        return (
            text if "X" in text else read_date(text.rstrip("~?")) + text[len(text.rstrip("~?")) :]
        )
    plain = fold(text)
    if match := _ABOUT.match(plain):
        return f"{_date(match['date'])}~"
    if period := _decade_or_century(text):
        return period
    if match := _DOUBTFUL.match(plain):
        return f"{_date(match['date'])}?"
    return _date(plain)


def time_in_words(edtf: str | None) -> str:
    """Return an EDTF date in Vietnamese words, in a form that `read_time` accepts."""
    if not edtf:
        return ""
    if edtf.endswith("XX"):
        return f"thế kỷ {int(edtf[:2]) + 1}"
    if edtf.endswith("X"):
        return f"{edtf[:3]}?"
    date = "/".join(part.lstrip("0") or "0" for part in reversed(edtf.rstrip("~?").split("-")))
    return f"khoảng {date}" if edtf.endswith("~") else f"{date}{'?' if edtf.endswith('?') else ''}"


def year_range(edtf: str | None) -> tuple[int, int] | None:
    """Return the first and the last year that an EDTF date may mean."""
    if not edtf:
        return None
    first, last = (int(edtf[:4].replace("X", digit)) for digit in "09")
    return first, last


def _date(plain: str) -> str:
    short = _SHORT_YEAR.match(plain)
    return read_date(f"0{short[1]}" if short else plain)


def _decade_or_century(text: str) -> str | None:
    try:
        date = parse_date(text)
    except NotADateError:
        return None
    first, years = date.earliest, date.latest - date.earliest + 1
    if years == 10 and first % 10 == 0:
        return f"{first // 10:03}X"
    return f"{first // 100:02}XX" if years == 100 and first % 100 in (0, 1) else None
