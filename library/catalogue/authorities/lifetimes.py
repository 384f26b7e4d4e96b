"""Reads when somebody lived or something was there, as surely as it is known (EDTF, level 1)."""

import re

from library.catalogue.dates.archival import understand
from library.catalogue.dates.date_errors import NotADateError
from library.catalogue.dates.day_month_year import read_date
from library.vietnamese.letters import compose, fold

_ABOUT = re.compile(r"(?:khoang|chung|ca\.?|c\.|circa|about)\s+(?P<date>.+)$")
_DOUBTFUL = re.compile(r"(?P<date>.+?)\s*(?:\?|\(\?\))$")
_SHORT_YEAR = re.compile(r"(?:nam\s+)?(\d{3})$")
_KEPT = re.compile(r"\d{2}XX|\d{3}X|\d{4}(-\d{2}){0,2}[~?]?")


def read_time(typed: str) -> str:
    """Return 1911, 1911-08-25, 1911~ (about), 1911? (perhaps), 191X or 18XX for what was typed.

    Understood are dates as everywhere, “khoảng 1911”, “1911?”, “18??”, “thế kỷ 19”; raises
    ValueError for what is none of these.
    """
    text = compose(typed).strip()
    if _KEPT.fullmatch(text):
        return (
            text if "X" in text else read_date(text.rstrip("~?")) + text[len(text.rstrip("~?")) :]
        )
    plain = fold(text)
    if found := _ABOUT.match(plain):
        return f"{_date(found['date'])}~"
    if rounded := _decade_or_century(text):
        return rounded
    if found := _DOUBTFUL.match(plain):
        return f"{_date(found['date'])}?"
    return _date(plain)


def told_time(kept: str | None) -> str:
    """Return a time in words, as it can be read again."""
    if not kept:
        return ""
    if kept.endswith("XX"):
        return f"thế kỷ {int(kept[:2]) + 1}"
    if kept.endswith("X"):
        return f"{kept[:3]}?"
    sure = "/".join(part.lstrip("0") or "0" for part in reversed(kept.rstrip("~?").split("-")))
    return f"khoảng {sure}" if kept.endswith("~") else f"{sure}{'?' if kept.endswith('?') else ''}"


def years_of(kept: str | None) -> tuple[int, int] | None:
    """Return the first and the last year that a time may mean."""
    if not kept:
        return None
    first, last = (int(kept[:4].replace("X", digit)) for digit in "09")
    return first, last


def _date(plain: str) -> str:
    short = _SHORT_YEAR.match(plain)
    return read_date(f"0{short[1]}" if short else plain)


def _decade_or_century(text: str) -> str | None:
    try:
        dated = understand(text)
    except NotADateError:
        return None
    first, years = dated.earliest, dated.latest - dated.earliest + 1
    if years == 10 and first % 10 == 0:
        return f"{first // 10:03}X"
    return f"{first // 100:02}XX" if years == 100 and first % 100 in (0, 1) else None
