"""Parsing of dates by era name, sexagenary year and lunar month: Bảo Đại thứ 5."""

import re
from dataclasses import dataclass
from itertools import pairwise

from library.catalogue.dates.reigns import REIGNS, Reign
from library.vietnamese.letters import fold


class NotADateError(ValueError):
    """The typed text is not a date; holds the reason and possible corrections."""

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = (
    *("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ"),
    *("Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"),
)
_CYCLE_YEARS = 60
_CYCLE_START_YEAR = 4
"""The year 4 was Giáp Tý, the first of a cycle of sixty years."""

_STEM_BY_WORD = {fold(word): place for place, word in enumerate(_STEMS)}
_STEM_BY_WORD |= {"ki": 5, "qui": 9}
_BRANCH_BY_WORD = {fold(word): place for place, word in enumerate(_BRANCHES) if word != "Tỵ"}
_BRANCH_BY_WORD |= {"ti": 0, "meo": 3, "vi": 7}

_TY = ("ty", "ti")
"""Without marks the first branch (Tý) and the sixth (Tỵ) are spelt alike; the stem decides."""

_TOKEN = re.compile(r"\d+|[^\W\d_]+|\S")
_FIRST_YEAR, _LAST_YEAR, _LIKELIEST_YEAR, _MAX_CANDIDATES = 1700, 2050, 1900, 5
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
_FIRST_LATE_MONTH = 11
"""Lunar month from which a date may fall in the next solar year."""

_LINKING_WORDS = frozenset({"nam", "thu", "nien", "hieu", "hoang", "de"})
_OTHER_WORD_LIST = (
    "ngay thang nam am lich al mung mong ram nhuan mua xuan ha thu dong thuong trung tuan tiet"
    " nien hieu trieu doi vua thoi hoang de nguyet nhat so dau giua cuoi ( ) [ ] , . ; : / - –"
)
_KNOWN_WORDS = frozenset(_OTHER_WORD_LIST.split())


@dataclass(frozen=True, slots=True)
class Years:
    """A range of years, usually a single one."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _EraDate:
    """Parts of a date of the old calendar."""

    reign: Reign | None
    number: int | None
    place: int | None
    """Place in the sexagenary cycle."""
    year: int | None
    is_late: bool


def in_era(text: str) -> Years | None:
    """Return the solar years of a date of the old calendar; None when it is no such date.

    Raises NotADateError if its parts contradict each other, or if several years are possible.
    """
    era_date = _parse(text)
    if era_date is None:
        return None
    year = _year(era_date, text)
    if year is None:
        return Years(era_date.reign.first, era_date.reign.last) if era_date.reign else None
    return Years(year, year + era_date.is_late)


def _parse(text: str) -> _EraDate | None:
    tokens = _TOKEN.findall(text.lower())
    plain = [fold(token) for token in tokens]
    used_indexes: set[int] = set()
    reign, number = _reign(tokens, plain, used_indexes)
    place = _place(text, tokens, used_indexes)
    year = next((int(token) for token in tokens if re.fullmatch(r"1\d{3}|20\d\d", token)), None)
    is_lunar = ("am", "lich") in pairwise(plain)
    remaining = [token for index, token in enumerate(tokens) if index not in used_indexes]
    is_era_date = reign or place is not None or (is_lunar and year)
    if not is_era_date or not all(map(_is_known_word, remaining)):
        return None
    return _EraDate(reign, number, place, year, _is_late(tokens, plain))


def _reign(
    tokens: list[str], plain: list[str], used_indexes: set[int]
) -> tuple[Reign | None, int | None]:
    for index in range(len(plain) - 1):
        reign = REIGNS.get(f"{plain[index]} {plain[index + 1]}")
        if reign:
            after = index + 2
            while after < len(plain) - 1 and plain[after] in _LINKING_WORDS:
                after += 1
            number, end = _number(tokens, after)
            used_indexes.update(range(index, end if number else index + 2))
            return reign, number
    return None, None


def _number(tokens: list[str], begin: int) -> tuple[int | None, int]:
    """Return the number that begins at a token, and the index after its last token."""
    if begin < len(tokens) and re.fullmatch(r"\d{1,2}", tokens[begin]):
        return int(tokens[begin]), begin + 1
    total, end = 0, begin
    while end < len(tokens) and tokens[end] in _NUMBERS and end < begin + 3:
        value = _NUMBERS[tokens[end]]
        total = max(total, 1) * 10 if value == 10 else total + value
        end += 1
    return total or None, end


def _place(text: str, tokens: list[str], used_indexes: set[int]) -> int | None:
    for index in range(len(tokens) - 1):
        if index in used_indexes or not is_year_name(tokens[index], tokens[index + 1]):
            continue
        used_indexes.update((index, index + 1))
        place = place_in_cycle(tokens[index], tokens[index + 1])
        if place is None:
            raise NotADateError(f"“{text}”: can và chi này không bao giờ đi với nhau.")
        return place
    return None


def _is_known_word(token: str) -> bool:
    return token.isdecimal() or token in _NUMBERS or token in _MONTHS or fold(token) in _KNOWN_WORDS


def _is_late(tokens: list[str], plain: list[str]) -> bool:
    for index, word in enumerate(plain[:-1]):
        if word == "thang":
            return _month(tokens[index + 1 : index + 3]) >= _FIRST_LATE_MONTH
        if word == "/" and index and plain[index - 1].isdecimal():
            return plain[index + 1] in ("11", "12")
    return False


def _month(tokens: list[str]) -> int:
    first, second = (*tokens, "")[:2]
    if first in ("mười", "thập") and _NUMBERS.get(second) in (1, 2):
        return 10 + _NUMBERS[second]
    return int(first) if first.isdecimal() else _MONTHS.get(first) or _NUMBERS.get(first, 0)


def _year(era_date: _EraDate, text: str) -> int | None:
    year = _by_reign(era_date)
    if year is None and era_date.place is not None:
        year = _by_name(era_date, text)
    if year is None:
        return era_date.year
    if era_date.place is not None and not _has_cycle_place(year, era_date.place):
        raise NotADateError(f"Năm {year} là năm {year_name(year)}. Hãy xem lại can chi.")
    if era_date.year and era_date.year not in (year, year + era_date.is_late):
        raise NotADateError(f"Theo niên hiệu thì đó là năm {year}, không phải {era_date.year}.")
    return year


def _by_reign(era_date: _EraDate) -> int | None:
    if not era_date.reign or not era_date.number:
        return None
    reign = era_date.reign
    if not 1 <= era_date.number <= reign.length:
        raise NotADateError(
            f"Niên hiệu {reign.name} có {reign.length} năm ({reign.first}–{reign.last}), "
            f"không có năm thứ {era_date.number}."
        )
    return reign.first + era_date.number - 1


def _by_name(era_date: _EraDate, text: str) -> int:
    if era_date.reign:
        years = years_named(era_date.place, era_date.reign.first, era_date.reign.last)
        if not years:
            span = f"{era_date.reign.first}–{era_date.reign.last}"
            raise NotADateError(f"Niên hiệu {era_date.reign.name} ({span}) không có năm ấy.")
        return years[0]
    if era_date.year:
        return era_date.year - (
            era_date.is_late and _has_cycle_place(era_date.year - 1, era_date.place)
        )
    years = years_named(era_date.place, _FIRST_YEAR, _LAST_YEAR)
    likely = sorted(years, key=lambda year: abs(year - _LIKELIEST_YEAR))[:_MAX_CANDIDATES]
    options = ", ".join(map(str, likely[:-1])) + f" hoặc {likely[-1]}"
    raise NotADateError(
        f"{year_name(likely[0])} là năm {options}. Hãy ghi thêm năm, như {text} ({likely[0]}).",
        tuple(f"{text} ({year})" for year in likely),
    )


def _has_cycle_place(year: int, place: int | None) -> bool:
    return place is not None and bool(years_named(place, year, year))


def year_name(year: int) -> str:
    """Return the sexagenary name of a year: Canh Ngọ for 1930."""
    place = (year - _CYCLE_START_YEAR) % _CYCLE_YEARS
    return f"{_STEMS[place % 10]} {_BRANCHES[place % 12]}"


def is_year_name(stem: str, branch: str) -> bool:
    """Return True if two words are a stem and a branch, even if they never go together."""
    return fold(stem) in _STEM_BY_WORD and fold(branch) in _BRANCH_BY_WORD


def place_in_cycle(stem: str, branch: str) -> int | None:
    """Return the place of a year name in the cycle of sixty; None if the two never go together."""
    stem_place, branch_place = _STEM_BY_WORD[fold(stem)], _BRANCH_BY_WORD[fold(branch)]
    if fold(branch) in _TY and stem_place % 2:
        branch_place = 5
    places = (place for place in range(stem_place, _CYCLE_YEARS, 10) if place % 12 == branch_place)
    return next(places, None)


def years_named(place: int, first: int, last: int) -> tuple[int, ...]:
    """Return the years from first to last at a place of the cycle."""
    begin = first + (place - (first - _CYCLE_START_YEAR)) % _CYCLE_YEARS
    return tuple(range(begin, last + 1, _CYCLE_YEARS))
