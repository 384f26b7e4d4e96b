"""Reads dates and document numbers as one sign each, however they are written."""

import re
from collections.abc import Iterator

from library.vietnamese import fold

_DAY = re.compile(
    r"\b(?P<day>\d{1,2})(?:\s*[/.-]\s*|\s+thang\s+)(?P<month>\d{1,2})"
    r"(?:(?:\s*[/.-]\s*|\s*,?\s+nam\s+|\s+)(?P<year>\d{4}))?(?![\d/])"
)
_MONTH = re.compile(
    r"\bthang\s+(?P<month>\d{1,2})(?:\s*[/.-]\s*|\s*,?\s+nam\s+|\s+)(?P<year>\d{4})\b"
    r"|(?<![\d/.-])(?P<month_>\d{1,2})\s*/\s*(?P<year_>(?:1[5-9]|20)\d\d)\b(?!\s*/)"
)
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_CODE = re.compile(
    r"\b(?P<number>\d{1,5}[a-z]?)\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?"
    r"(?P<rest>[a-z]{1,12}\d{0,2}(?:\s?[-–/.&]\s?[a-z]{1,12}\d{0,2}(?!\w))*)(?!\w)"
)
_PIECE = re.compile(r"[a-z0-9]+")


def signs_in(text: str) -> tuple[str, ...]:
    """Return the dates and document numbers of a text.

    A day is also its month and its day of the year, so that each can be asked for alone:
    2017-08-22, 2017-08, --08-22. A number is its pieces: 149/kh/ubnd.
    """
    if not any(letter.isdigit() for letter in text):
        return ()
    flat = fold(text)
    return (*_days(flat), *_months(flat), *codes_in(flat))


def codes_in(flat: str) -> Iterator[str]:
    """Give the document numbers of a folded text."""
    for found in _CODE.finditer(flat):
        year = f"{found['year']}/" if found["year"] else ""
        pieces = "/".join(_PIECE.findall(found["rest"]))
        yield f"{plain_number(found['number'])}/{year}{pieces}"


def plain_number(digits: str) -> str:
    """Return a number without leading zeros: 05 is 5."""
    return digits.lstrip("0") or digits


def _days(flat: str) -> Iterator[str]:
    for found in (*_DAY.finditer(flat), *_ISO.finditer(flat)):
        day, month = int(found["day"]), int(found["month"])
        if not (1 <= day <= 31 and 1 <= month <= 12):
            continue
        yield f"--{month:02}-{day:02}"
        if found["year"]:
            yield f"{found['year']}-{month:02}"
            yield f"{found['year']}-{month:02}-{day:02}"


def _months(flat: str) -> Iterator[str]:
    for found in _MONTH.finditer(flat):
        month = int(found["month"] or found["month_"])
        if 1 <= month <= 12:
            yield f"{found['year'] or found['year_']}-{month:02}"
