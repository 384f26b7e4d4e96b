"""Understands dates as archivists write them, and says between which years they lie."""

import re
from dataclasses import dataclass, replace

from library.catalogue.dates.date_errors import NotADateError
from library.catalogue.dates.day_month_year import read_date, year_of
from library.catalogue.dates.eras import in_era
from library.vietnamese.letters import compose, fold

_LONGEST = 200
_FIRST_YEAR, _LAST_YEAR = 1, 9999
_ABOUT = 5
"""So many years before and after may be meant by “khoảng”."""

_OPEN = 50
"""So many years may be meant by “trước” and “sau”."""

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
class Dated:
    """When something is of: as it is written, and as it is searched and ordered by."""

    date: str
    """As far as known, as 2017-08-22, 2017-08 or 1886: by this it stands in order."""
    earliest: int
    latest: int
    written: str | None = None
    """As it was written, when that says more than the date."""

    @property
    def is_plain(self) -> bool:
        """Whether the date says it all."""
        return self.written is None


def understand(typed: str) -> Dated:
    """Return when something is of; raise NotADateError, which says in words what is the matter."""
    written = " ".join(compose(typed).split())
    if len(written) > _LONGEST:
        raise NotADateError(f"“{written[:_LONGEST]}…” dài quá, không phải ngày, tháng hay năm.")
    try:
        date = read_date(written)
    except ValueError:
        found = _of(written)
        if found is None:
            raise NotADateError(f"“{written}” không phải ngày, tháng hay năm.") from None
        return _within_the_calendar(found, written)
    year = year_of(date) or 0
    return Dated(date, year, year)


def _within_the_calendar(found: Dated, written: str) -> Dated:
    """Return a date between years that can be ordered as texts and indexed."""
    first, last = max(found.earliest, _FIRST_YEAR), min(found.latest, _LAST_YEAR)
    if first > last:
        raise NotADateError(f"“{written}” không phải ngày, tháng hay năm.")
    date = found.date if found.date[:4] >= f"{first:04}" and found.date[:1].isdigit() else ""
    return Dated(date or f"{first:04}", first, last, written)


def canonical(typed: str) -> str:
    """Return a date as it is kept: a plain one as 2017-08-22, any other as it was written."""
    dated = understand(typed)
    return dated.written or dated.date


def _of(written: str) -> Dated | None:
    plain = " ".join(fold(written).translate(_DASHES).translate(_BRACKETS).split()).strip(" .,;")
    for reader in (_plain, _circa, _lost, _decade, _century, _bound, _doubted):
        if found := reader(plain):
            return found
    return _by_era(written) or _span(plain)


def _by_era(written: str) -> Dated | None:
    found = in_era(written)
    return found and Dated(f"{found.first:04}", found.first, found.last)


def _plain(plain: str) -> Dated | None:
    try:
        date = read_date(plain)
    except ValueError:
        return None
    return Dated(date, int(date[:4]), int(date[:4]))


def _circa(plain: str) -> Dated | None:
    found = _CIRCA.match(plain)
    if not found:
        return None
    inner = _of(found["rest"])
    if inner is None:
        return None
    about = _ABOUT if inner.earliest == inner.latest and len(inner.date) == len("1920") else 0
    return replace(inner, earliest=inner.earliest - about, latest=inner.latest + about)


def _lost(plain: str) -> Dated | None:
    found = _DIGITS.match(plain)
    if not found or len(found["known"]) + len(found["lost"].rstrip("?") or found["lost"]) != 4:
        return None
    lost = 4 - len(found["known"])
    first = int(found["known"]) * 10**lost
    return _between(first, first + 10**lost - 1) if first < _LAST_CENTURY * 100 else None


def _decade(plain: str) -> Dated | None:
    found = _DECADE.match(plain)
    return _between(int(found["year"]), int(found["year"]) + 9) if found else None


def _century(plain: str) -> Dated | None:
    found = _CENTURY.match(plain)
    number = _number(found["number"]) if found else 0
    if not found or not 1 <= number <= _LAST_CENTURY:
        return None
    first, last = _PARTS[" ".join(found["part"].split()) if found["part"] else None]
    before = (number - 1) * 100
    return _between(before + first, before + last)


def _bound(plain: str) -> Dated | None:
    found = _BOUND.match(plain)
    if not found:
        return None
    year = int(found["year"])
    if found["side"] == "truoc":
        return _between(year - _OPEN, year - 1)
    return _between(year + 1, year + _OPEN)


def _doubted(plain: str) -> Dated | None:
    found = _DOUBTED.match(plain)
    return _plain(found["date"]) if found else None


def _span(plain: str) -> Dated | None:
    found = _SPAN.match(plain)
    if not found:
        return None
    one, other = found["one"], found["other"]
    if _CENTURY.match(one) and re.fullmatch(r"\d{1,2}|[ivx]+", other):
        other = f"the ky {other}"
    elif re.fullmatch(r"\d{4}", one) and re.fullmatch(r"\d{2}", other):
        other = one[:2] + other
    elif _CENTURY.match(f"the ky {one}") and _CENTURY.match(other):
        one = f"the ky {one}"
    first, last = _of(one), _of(other)
    if first is None or last is None:
        return None
    if first.earliest > last.latest:
        raise NotADateError(f"“{one}” đứng sau “{other}”. Hãy ghi năm sớm hơn trước.")
    return Dated(first.date, first.earliest, last.latest)


def _between(first: int, last: int) -> Dated:
    return Dated(f"{first:04}", first, last)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    values = [_ROMAN[letter] for letter in text]
    following = (*values[1:], 0)
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))
