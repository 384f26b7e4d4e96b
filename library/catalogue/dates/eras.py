"""Understands dates by era names, stems and branches, and lunar months: Bảo Đại thứ 5."""

import re
from dataclasses import dataclass
from itertools import pairwise

from library.catalogue.dates.date_errors import NotADateError
from library.catalogue.dates.reigns import REIGNS, Reign
from library.catalogue.dates.sexagenary import is_year_name, place_in_round, year_name, years_named
from library.vietnamese.letters import fold

_TOKEN = re.compile(r"\d+|[^\W\d_]+|\S")
_FIRST, _LAST, _MIDDLE, _MOST = 1700, 2050, 1900, 5
_NUMBERS = {
    **dict.fromkeys(("nguyên", "nhất", "một"), 1),
    **dict.fromkeys(("nhị", "nhì", "hai"), 2),
    **dict.fromkeys(("tam", "ba"), 3),
    **dict.fromkeys(("tứ", "tư", "bốn"), 4),
    **dict.fromkeys(("ngũ", "năm", "lăm"), 5),
    **dict.fromkeys(("lục", "sáu"), 6),
    **dict.fromkeys(("thất", "bảy", "bẩy"), 7),
    **dict.fromkeys(("bát", "tám"), 8),
    **dict.fromkeys(("cửu", "chín"), 9),
    **dict.fromkeys(("thập", "mười", "mươi"), 10),
}
_MONTHS = {"giêng": 1, "chính": 1, "chạp": 12, "một": 11}
_LATE = 11
"""From this lunar month on a date may lie in the next year of the sun."""

_BETWEEN = frozenset({"nam", "thu", "nien", "hieu", "hoang", "de"})
_OTHER_WORDS = (
    "ngay thang nam am lich al mung mong ram nhuan mua xuan ha thu dong thuong trung tuan tiet"
    " nien hieu trieu doi vua thoi hoang de nguyet nhat so dau giua cuoi ( ) [ ] , . ; : / - –"
)
_SAID = frozenset(_OTHER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Years:
    """From which year to which; usually one."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words tell."""

    reign: Reign | None
    number: int | None
    place: int | None
    """In the round of sixty."""
    year: int | None
    is_late: bool
    is_lunar: bool


def in_era(written: str) -> Years | None:
    """Return the year a date of the old calendar lies in; None when it is no such date.

    Raises NotADateError where its parts do not fit, or where several years may be meant.
    """
    told = _told(written)
    if told is None:
        return None
    year = _year(told, written)
    if year is None:
        return Years(told.reign.first, told.reign.last) if told.reign else None
    return Years(year, year + told.is_late)


def _told(written: str) -> _Told | None:
    tokens = _TOKEN.findall(written.lower())
    plain = [fold(token) for token in tokens]
    used: set[int] = set()
    reign, number = _reign(tokens, plain, used)
    place = _place(written, tokens, used)
    year = next((int(one) for one in tokens if re.fullmatch(r"1\d{3}|20\d\d", one)), None)
    is_lunar = ("am", "lich") in pairwise(plain)
    left = [one for spot, one in enumerate(tokens) if spot not in used]
    known = reign or place is not None or (is_lunar and year)
    if not known or not all(map(_is_said, left)):
        return None
    return _Told(reign, number, place, year, _is_late(tokens, plain), is_lunar)


def _reign(tokens: list[str], plain: list[str], used: set[int]) -> tuple[Reign | None, int | None]:
    for spot in range(len(plain) - 1):
        reign = REIGNS.get(f"{plain[spot]} {plain[spot + 1]}")
        if reign:
            after = spot + 2
            while after < len(plain) - 1 and plain[after] in _BETWEEN:
                after += 1
            number, end = _number(tokens, after)
            used.update(range(spot, end if number else spot + 2))
            return reign, number
    return None, None


def _number(tokens: list[str], begin: int) -> tuple[int | None, int]:
    """Return the number that begins at a token, and where it ends."""
    if begin < len(tokens) and re.fullmatch(r"\d{1,2}", tokens[begin]):
        return int(tokens[begin]), begin + 1
    total, end = 0, begin
    while end < len(tokens) and tokens[end] in _NUMBERS and end < begin + 3:
        value = _NUMBERS[tokens[end]]
        total = max(total, 1) * 10 if value == 10 else total + value
        end += 1
    return total or None, end


def _place(written: str, tokens: list[str], used: set[int]) -> int | None:
    for spot in range(len(tokens) - 1):
        if spot in used or not is_year_name(tokens[spot], tokens[spot + 1]):
            continue
        used.update((spot, spot + 1))
        place = place_in_round(tokens[spot], tokens[spot + 1])
        if place is None:
            raise NotADateError(f"“{written}”: can và chi này không bao giờ đi với nhau.")
        return place
    return None


def _is_said(token: str) -> bool:
    return token.isdecimal() or token in _NUMBERS or token in _MONTHS or fold(token) in _SAID


def _is_late(tokens: list[str], plain: list[str]) -> bool:
    for spot, word in enumerate(plain[:-1]):
        if word == "thang":
            return _month(tokens[spot + 1 : spot + 3]) >= _LATE
        if word == "/" and spot and plain[spot - 1].isdecimal():
            return plain[spot + 1] in ("11", "12")
    return False


def _month(tokens: list[str]) -> int:
    first, second = (*tokens, "")[:2]
    if first in ("mười", "thập") and _NUMBERS.get(second) in (1, 2):
        return 10 + _NUMBERS[second]
    return int(first) if first.isdecimal() else _MONTHS.get(first) or _NUMBERS.get(first, 0)


def _year(told: _Told, written: str) -> int | None:
    named = _by_reign(told)
    if named is None and told.place is not None:
        named = _by_name(told, written)
    if named is None:
        return told.year
    _must_agree(told, named)
    return named


def _by_reign(told: _Told) -> int | None:
    if not told.reign or not told.number:
        return None
    reign = told.reign
    if not 1 <= told.number <= reign.length:
        raise NotADateError(
            f"Niên hiệu {reign.name} có {reign.length} năm ({reign.first}–{reign.last}), "
            f"không có năm thứ {told.number}."
        )
    return reign.first + told.number - 1


def _by_name(told: _Told, written: str) -> int:
    if told.reign:
        years = years_named(told.place, told.reign.first, told.reign.last)
        if not years:
            span = f"{told.reign.first}–{told.reign.last}"
            raise NotADateError(f"Niên hiệu {told.reign.name} ({span}) không có năm ấy.")
        return years[0]
    if told.year:
        return told.year - (told.is_late and _is_named(told.year - 1, told.place))
    years = years_named(told.place, _FIRST, _LAST)
    likely = sorted(years, key=lambda year: abs(year - _MIDDLE))[:_MOST]
    said = ", ".join(map(str, likely[:-1])) + f" hoặc {likely[-1]}"
    raise NotADateError(
        f"{year_name(likely[0])} là năm {said}. Hãy ghi thêm năm, như {written} ({likely[0]}).",
        tuple(f"{written} ({year})" for year in likely),
    )


def _is_named(year: int, place: int | None) -> bool:
    return place is not None and bool(years_named(place, year, year))


def _must_agree(told: _Told, year: int) -> None:
    if told.place is not None and not _is_named(year, told.place):
        raise NotADateError(f"Năm {year} là năm {year_name(year)}. Hãy xem lại can chi.")
    if told.year and told.year not in (year, year + told.is_late):
        raise NotADateError(f"Theo niên hiệu thì đó là năm {year}, không phải {told.year}.")
