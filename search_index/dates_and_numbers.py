"""Reads dates and document numbers as one sign each, however they are written."""

import re
from collections.abc import Iterator

from library.vietnamese.letters import fold

_SEPARATOR = r"\s?[/.-]\s?"
_THANG, _NAM = r"\s+[Tt][Hh][AaÁá][Nn][Gg]\s+", r"\s*,?\s+[Nn][AaĂă][Mm]\s+"
# All begin with one plain digit and look back afterwards: so Python tries them only at digits.
_DAY = re.compile(
    rf"(?P<day>[0-9]\d?)(?:{_SEPARATOR}|{_THANG})(?P<month>\d\d?)"
    rf"(?:(?:{_SEPARATOR}|{_NAM}|\s)(?P<year>\d{{4}}))?(?![\w/])"
)
_MONTH = re.compile(rf"(?P<month>[0-9]\d?)(?:{_SEPARATOR}|{_NAM}|\s)(?P<year>\d{{4}})(?![\w/])")
_ISO = re.compile(r"(?P<year>[0-9]\d{3})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])")
_CODE = re.compile(
    r"(?P<number>[0-9]\d{0,4}[a-zA-Z]?)\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?"
    r"(?P<rest>[^\W\d_]{1,12}\d{0,2}(?:\s?[-–/.&]\s?[^\W\d_]{1,12}\d{0,2}(?!\w))*)(?!\w)"
)
_PIECE = re.compile(r"\w+")
_DIGIT = re.compile(r"[0-9]")


def signs_in(text: str) -> tuple[str, ...]:
    """Return the dates and document numbers of a text.

    A day is also its month and its day of the year, so that each can be asked for alone:
    2017-08-22, 2017-08, --08-22. A number is its pieces: 149/kh/ubnd.
    """
    return (*dates_in(text), *codes_in(text)) if _DIGIT.search(text) else ()


def codes_in(text: str) -> Iterator[str]:
    """Give the document numbers of a text."""
    if "/" not in text:
        return
    for found in _CODE.finditer(text):
        if not _stands_free(text, found.start()):
            continue
        year = f"{found['year']}/" if found["year"] else ""
        pieces = "/".join(_PIECE.findall(fold(found["rest"])))
        yield f"{plain_number(found['number']).lower()}/{year}{pieces}"


def dates_in(text: str) -> Iterator[str]:
    """Give the days and months of a text."""
    for found in (*_DAY.finditer(text), *_ISO.finditer(text)):
        day, month, year = int(found["day"]), int(found["month"]), found["year"]
        if 1 <= day <= 31 and 1 <= month <= 12 and _stands_free(text, found.start()):
            yield from (f"{year}-{month:02}-{day:02}", f"{year}-{month:02}") if year else ()
            yield f"--{month:02}-{day:02}"
    for found in _MONTH.finditer(text):
        month = int(found["month"])
        if 1 <= month <= 12 and _names_a_month(text, found):
            yield f"{found['year']}-{month:02}"


def _stands_free(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return not (before.isalnum() or before in ("/", "."))


def _names_a_month(text: str, found: re.Match[str]) -> bool:
    """Say whether 8/2017 is a month: not the end of a day, nor two numbers in a table."""
    start = found.start()
    if fold(text[max(0, start - 7) : start]).rstrip().endswith("thang"):
        return True
    return "/" in found[0] and _stands_free(text, start) and text[start - 1 : start] != "-"


def plain_number(digits: str) -> str:
    """Return a number without leading zeros: 05 is 5."""
    return digits.lstrip("0") or digits
