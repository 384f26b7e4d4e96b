"""Grammar of figures in Vietnamese official text: which cannot be, and what a figure cites."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_EDGES = "()[]“”\"'‘’.,;:!?"
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DAY_MONTH, _MONTH_YEAR = re.compile(r"\d{1,2}"), re.compile(r"\d{4}")
_NUMBER = re.compile(r"(\d{1,5})(?:/(\d{4}))?/([A-ZĐ][\wĐ.]*(?:-[\wĐ.]+)+)")
_AMOUNT = re.compile(r"\d+(?:\.\d+){2,}")
_WHOLE_AMOUNT = re.compile(
    r"\d{1,3}(?:\.\d{3})+|\d{1,2}\.\d{1,2}\.(?:\d\d){1,2}|\d+(?:\.\d{1,2}){2,}"
)
"""Thousands, a date with points, or the number of a section."""

_SIGN_AMONG_DIGITS = re.compile(r"\d[#@§$¿‡ƒ†{}\\|!?*]|[#@§$¿‡ƒ†{}\\|!*]\d")
_LETTER_AMONG_DIGITS = re.compile(r"\d[OoIlÌÍÏ]\d|\d[OlÌÍÏ]+|[IlOÌÍÏ]\d+")

_WORDS_TO_DATE = 2
"""Words between a cited number and the word “ngày” of its date at most."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A document cited with number and date, and the places of its words."""

    number: str
    number_place: int
    day: date
    day_places: tuple[int, ...]


def is_impossible(text: str) -> bool:
    """Return True if a printed word has digits and can be no figure: 42/02/2018, 2#, 1O5."""
    bare = text.strip(_EDGES)
    if not any(map(str.isdigit, bare)):
        return False
    if match := _DATE.fullmatch(bare):
        return day_of(*match.groups()) is None
    if match := _NUMBER.fullmatch(bare):
        return match[2] is not None and not _FIRST_YEAR <= int(match[2]) <= _LAST_YEAR
    if _AMOUNT.fullmatch(bare):
        return _WHOLE_AMOUNT.fullmatch(bare) is None
    return bool(_SIGN_AMONG_DIGITS.search(text.strip("?")) or _LETTER_AMONG_DIGITS.fullmatch(bare))


def impossible_places(texts: Sequence[str]) -> frozenset[int]:
    """Return the places of figures that cannot be, alone or as a day or month in words."""
    places = {place for place, text in enumerate(texts) if is_impossible(text)}
    for place in range(len(texts) - 3):
        first, day, second, month = (text.strip(_EDGES) for text in texts[place : place + 4])
        if (first.lower(), second.lower()) == ("ngày", "tháng") and day.isdecimal():
            year = texts[place + 5].strip(_EDGES) if len(texts) > place + 5 else ""
            of_year = year if _MONTH_YEAR.fullmatch(year) else "2000"
            if month.isdecimal() and day_of(day, month, of_year) is None:
                places |= {place + 1, place + 3}
    return frozenset(places)


def citations(texts: Sequence[str]) -> tuple[Citation, ...]:
    """Return the documents cited with number and date in the words of a page."""
    citation_list = []
    for place, text in enumerate(texts):
        number = _NUMBER.fullmatch(text.strip(_EDGES))
        if number is None:
            continue
        for start in range(place + 1, min(place + 2 + _WORDS_TO_DATE, len(texts))):
            if texts[start].lower().strip(_EDGES) == "ngày":
                citation_list += _cited(number[0], place, texts, start + 1)
                break
    return tuple(citation_list)


def _cited(number: str, place: int, texts: Sequence[str], start: int) -> list[Citation]:
    words = [text.strip(_EDGES) for text in texts[start : start + 5]]
    if words and (match := _DATE.fullmatch(words[0])):
        day, places = day_of(*match.groups()), (start,)
    elif len(words) == 5 and (words[1].lower(), words[3].lower()) == ("tháng", "năm"):
        day = day_of(words[0], words[2], words[4])
        places = (start, start + 2, start + 4)
    else:
        return []
    return [Citation(number, place, day, places)] if day else []


def day_of(day: str, month: str, year: str) -> date | None:
    """Return the day of these digits; None if there is no such day."""
    if not all(part.isdecimal() and len(part) < 5 for part in (day, month, year)):
        return None
    numbers = int(year), int(month), int(day)
    in_time = _FIRST_YEAR <= numbers[0] <= _LAST_YEAR and 1 <= numbers[1] <= 12
    exists = in_time and 1 <= numbers[2] <= monthrange(*numbers[:2])[1]
    return date(*numbers) if exists else None
