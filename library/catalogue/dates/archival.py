"""Parsing of dates as archivists write them, into a range of years."""

import re
from dataclasses import dataclass, replace

from library.catalogue.dates.day_month_year import read_date, year_of
from library.catalogue.dates.eras import NotADateError, in_era
from library.vietnamese.letters import compose, fold

_MAX_LENGTH = 200
_FIRST_YEAR, _LAST_YEAR = 1, 9999
_CIRCA_YEARS = 5
"""Years added before and after a date with “khoảng”."""

_OPEN_ENDED_YEARS = 50
"""Years covered by “trước” (before) and “sau” (after)."""

_BRACKETS = str.maketrans("[]<>", "    ")
_DASHES = str.maketrans("–—−", "---")
_CIRCA = re.compile(
    r"(khoang|vao khoang|chung|circa|ca\.?|c\.|k\.|~)(?=[\s\d])\s*(nam\s+)?(?P<rest>.+)$"
)
_DIGITS = re.compile(r"(nam\s+)?(?P<known>\d{1,3})(?P<lost>[?x_]{1,3}|--?\??)$")
_DECADE = re.compile(r"((trong\s+)?nhung\s+nam|thap\s+(nien|ky|ki))\s+(?P<year>\d{3}0)$")
_CENTURY = re.compile(
    r"((?P<part>nua\s+dau|nua\s+(cuoi|sau)|dau|giua|cuoi)\s+)?"
    r"(the\s+(ky|ki)|tk\.?)\s*(thu\s+)?(?P<number>\d{1,2}|(?=[ivx])x{0,2}(ix|iv|v?i{0,3}))$"
)
_SPAN = re.compile(r"(tu\s+)?(nam\s+)?(?P<one>.+?)\s*(?:-|\bden\b)\s*(nam\s+)?(?P<other>.+)$")
_BOUND = re.compile(r"(?P<side>truoc|sau)\s+(nam\s+)?(?P<year>\d{4})$")
_DOUBTED = re.compile(r"(nam\s+)?(?P<date>[\d/.-]*\d{4})\s*\(?\?\)?$")
_PARTS = {None: (1, 100), "dau": (1, 30), "giua": (31, 70), "cuoi": (71, 100)}
_PARTS |= {"nua dau": (1, 50), "nua cuoi": (51, 100), "nua sau": (51, 100)}
_ROMAN = {"i": 1, "v": 5, "x": 10}
_LAST_CENTURY = 21


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date as written, with its sortable form and its range of years."""

    date: str
    """Known part of the date for sorting: 2017-08-22, 2017-08 or 1886."""
    earliest: int
    latest: int
    written: str | None = None
    """The date as written, if that says more than `date`."""

    @property
    def is_plain(self) -> bool:
        """True if `date` holds all the information."""
        return self.written is None


def parse_date(typed_text: str) -> ParsedDate:
    """Return a typed date with its range of years; raise NotADateError with the reason."""
    text = " ".join(compose(typed_text).split())
    if len(text) > _MAX_LENGTH:
        raise NotADateError(f"“{text[:_MAX_LENGTH]}…” dài quá, không phải ngày, tháng hay năm.")
    try:
        date = read_date(text)
    except ValueError:
        parsed_date = _parse_inexact(text)
        if parsed_date is None:
            raise NotADateError(f"“{text}” không phải ngày, tháng hay năm.") from None
        return _clip_to_calendar(parsed_date, text)
    year = year_of(date) or 0
    return ParsedDate(date, year, year)


def _clip_to_calendar(span: ParsedDate, text: str) -> ParsedDate:
    """Return the date clipped to years 1–9999, so that it can be indexed and sorted as text."""
    first, last = max(span.earliest, _FIRST_YEAR), min(span.latest, _LAST_YEAR)
    if first > last:
        raise NotADateError(f"“{text}” không phải ngày, tháng hay năm.")
    date = span.date if span.date[:4] >= f"{first:04}" and span.date[:1].isdigit() else ""
    return ParsedDate(date or f"{first:04}", first, last, text)


def canonical(typed_text: str) -> str:
    """Return a date in its stored form: 2017-08-22 if plain, otherwise as written."""
    date = parse_date(typed_text)
    return date.written or date.date


def _parse_inexact(text: str) -> ParsedDate | None:
    plain = " ".join(fold(text).translate(_DASHES).translate(_BRACKETS).split()).strip(" .,;")
    for reader in (_plain, _circa, _missing_digits, _decade, _century, _bound, _doubted):
        if date := reader(plain):
            return date
    return _by_era(text) or _span(plain)


def _by_era(text: str) -> ParsedDate | None:
    years = in_era(text)
    return years and ParsedDate(f"{years.first:04}", years.first, years.last)


def _plain(plain: str) -> ParsedDate | None:
    try:
        date = read_date(plain)
    except ValueError:
        return None
    return ParsedDate(date, int(date[:4]), int(date[:4]))


def _circa(plain: str) -> ParsedDate | None:
    match = _CIRCA.match(plain)
    if not match:
        return None
    inner = _parse_inexact(match["rest"])
    if inner is None:
        return None
    about = _CIRCA_YEARS if inner.earliest == inner.latest and len(inner.date) == len("1920") else 0
    return replace(inner, earliest=inner.earliest - about, latest=inner.latest + about)


def _missing_digits(plain: str) -> ParsedDate | None:
    match = _DIGITS.match(plain)
    if not match or len(match["known"]) + len(match["lost"].rstrip("?") or match["lost"]) != 4:
        return None
    missing = 4 - len(match["known"])
    first = int(match["known"]) * 10**missing
    return _between(first, first + 10**missing - 1) if first < _LAST_CENTURY * 100 else None


def _decade(plain: str) -> ParsedDate | None:
    match = _DECADE.match(plain)
    return _between(int(match["year"]), int(match["year"]) + 9) if match else None


def _century(plain: str) -> ParsedDate | None:
    match = _CENTURY.match(plain)
    number = _number(match["number"]) if match else 0
    if not match or not 1 <= number <= _LAST_CENTURY:
        return None
    first, last = _PARTS[" ".join(match["part"].split()) if match["part"] else None]
    base = (number - 1) * 100
    return _between(base + first, base + last)


def _bound(plain: str) -> ParsedDate | None:
    match = _BOUND.match(plain)
    if not match:
        return None
    year = int(match["year"])
    if match["side"] == "truoc":
        return _between(year - _OPEN_ENDED_YEARS, year - 1)
    return _between(year + 1, year + _OPEN_ENDED_YEARS)


def _doubted(plain: str) -> ParsedDate | None:
    match = _DOUBTED.match(plain)
    return _plain(match["date"]) if match else None


def _span(plain: str) -> ParsedDate | None:
    match = _SPAN.match(plain)
    if not match:
        return None
    start, end = match["one"], match["other"]
    if _CENTURY.match(start) and re.fullmatch(r"\d{1,2}|[ivx]+", end):
        end = f"the ky {end}"
    elif re.fullmatch(r"\d{4}", start) and re.fullmatch(r"\d{2}", end):
        end = start[:2] + end
    elif _CENTURY.match(f"the ky {start}") and _CENTURY.match(end):
        start = f"the ky {start}"
    first, last = _parse_inexact(start), _parse_inexact(end)
    if first is None or last is None:
        return None
    if first.earliest > last.latest:
        raise NotADateError(f"“{start}” đứng sau “{end}”. Hãy ghi năm sớm hơn trước.")
    return ParsedDate(first.date, first.earliest, last.latest)


def _between(first: int, last: int) -> ParsedDate:
    return ParsedDate(f"{first:04}", first, last)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    values = [_ROMAN[letter] for letter in text]
    following = (*values[1:], 0)
    return sum(
        -value if value < following_value else value
        for value, following_value in zip(values, following, strict=True)
    )
