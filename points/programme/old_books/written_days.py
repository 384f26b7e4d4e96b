"""Days as people write them in registers: 15/3/2019, tháng 3 năm 2019, quý II/2019, 2019."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from library.vietnamese.letters import fold

_FIRST_YEAR, _END_YEAR = 1990, 2100
_CACHED_TEXTS = 4096
_MAX_LENGTH = 60  # characters; longer texts are not dates
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(32_874, 73_051)
"""Day numbers of Excel from 1990 to 2099."""

_SEP = r"\s*[/.\-]\s*"
_YEAR = r"(?:n|nam\s*)?(\d{4}|\d{2})"
_WORDS = re.compile(r"^(?:chieu|sang|toi|ca)?\s*(?:thu\s*\w+\s*,?\s*)?(?:ngay\s*)?")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PATTERNS = (
    ("ymd", re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d{2}:\d{2}.*)?")),
    ("ym", re.compile(r"(\d{4})[-/](\d{1,2})")),
    ("ymd", re.compile(r"((?:19|20)\d{2})([01]\d)([0-3]\d)")),
    ("dmy", re.compile(rf"(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}{_YEAR}")),
    ("range", re.compile(rf"(\d{{1,2}})\s*[-–]\s*\d{{1,2}}\s*[/.]\s*(\d{{1,2}})\s*[/.]\s*{_YEAR}")),
    ("range", re.compile(rf"(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}{_YEAR}\s*(?:-|–|den)\s*\S.*")),
    ("dmy", re.compile(rf"(\d{{1,2}})\s*(?:thang|thg|t)\s*(\d{{1,2}})\s*[,/.\-]?\s*{_YEAR}")),
    ("my", re.compile(r"(?:thang|thg|t)?\s*(\d{1,2})\s*[,/.\-]?\s*nam\s*(\d{4}|\d{2})")),
    ("my", re.compile(r"(?:thang|thg|t)?\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")),
    ("qy", re.compile(rf"(?:quy|q)\s*(i{{1,3}}|iv|[1-4])\s*[,/.\-]?\s*{_YEAR}")),
    ("y", re.compile(r"(?:ca\s*)?(?:nam\s*)?((?:19|20)\d{2})")),
    ("dm", re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})|(\d{1,2})\s*(?:thang|thg)\s*(\d{1,2})")),
    ("m", re.compile(r"(?:thang|thg|t)\s*(\d{1,2})")),
    ("q", re.compile(r"(?:quy|q)\s*(i{1,3}|iv|[1-4])")),
)
"""Notations in order of preference; those without a year take the year of the book."""

_DAY, _MONTH, _QUARTER, _YEAR_ONLY = 1, 31, 92, 366
_PRECISIONS = {_MONTH: "chỉ ghi tháng", _QUARTER: "chỉ ghi quý", _YEAR_ONLY: "chỉ ghi năm"}


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day, month, quarter or year of a book, from its first to its last day."""

    first: date
    last: date
    remark: str = ""

    @property
    def is_one_day(self) -> bool:
        """True if the day itself was written."""
        return self.first == self.last

    @property
    def is_longer_than_a_month(self) -> bool:
        """True for a quarter or a year."""
        return (self.last - self.first).days > _MONTH

    @property
    def precision(self) -> str:
        """Vietnamese words for what was written; empty for a day."""
        length = (self.last - self.first).days + 1
        return next((say for days, say in _PRECISIONS.items() if 1 < length <= days), "")


@lru_cache(_CACHED_TEXTS)
def read_written_day(text: str, year: int | None = None) -> WrittenDay | None:
    """Return the day in a cell; `year` completes notations without one; None if unreadable."""
    if len(text) > _MAX_LENGTH:
        return None
    day_text = _WORDS.sub("", fold(text).strip(), count=1).strip(" .")
    if day_text.isdecimal() and int(day_text) in _SERIALS:
        day = _EXCEL_EPOCH + timedelta(days=int(day_text))
        return WrittenDay(day, day, f"số {day_text} là ngày {day:%d/%m/%Y} theo cách ghi của Excel")
    for kind, pattern in _PATTERNS:
        if match := pattern.fullmatch(day_text):
            try:
                return _built(kind, [part for part in match.groups() if part], year)
            except (ValueError, OverflowError):
                return None
    return None


def quoted(text: str) -> str:
    """Return a text of a cell in quotes, cut to the length of the longest readable day."""
    return f"“{text}”" if len(text) <= _MAX_LENGTH else f"“{text[:_MAX_LENGTH]}…”"


def _built(kind: str, parts: list[str], year: int | None) -> WrittenDay | None:
    if kind in ("dm", "m", "q"):
        if year is None:
            return None
        parts, kind = [*parts, str(year)], {"dm": "dmy", "m": "my", "q": "qy"}[kind]
    if kind == "y":
        return _span(_year(parts[0]), 1, 12)
    if kind == "qy":
        quarter = _QUARTERS[parts[0]]
        return _span(_year(parts[1]), quarter * 3 - 2, quarter * 3)
    if kind in ("my", "ym"):
        month, year_ = parts if kind == "my" else reversed(parts)
        return _span(_year(year_), int(month), int(month))
    day, month, year_ = reversed(parts) if kind == "ymd" else parts
    calendar_day = date(_year(year_), int(month), int(day))
    remark = "sổ ghi nhiều ngày; lấy ngày đầu" if kind == "range" else ""
    return WrittenDay(calendar_day, calendar_day, remark)


def _span(year: int, first_month: int, last_month: int) -> WrittenDay:
    last_day = monthrange(year, last_month)[1]
    return WrittenDay(date(year, first_month, 1), date(year, last_month, last_day))


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 2:
        number += 2000 if number < 70 else 1900
    if not _FIRST_YEAR <= number < _END_YEAR:
        raise ValueError(text)
    return number
