"""Normalised forms of dates, document numbers and ISBNs, however they are written."""

import re
from collections.abc import Iterator

from library.vietnamese.letters import fold

_SEPARATOR = r"\s?[/.-]\s?"
_THANG, _NAM = r"\s+[Tt][Hh][AaÁá][Nn][Gg]\s+", r"\s*,?\s+[Nn][AaĂă][Mm]\s+"
_NAMES_OF_MONTHS = {
    "giêng": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "một": 11,
    "mười hai": 12,
    "chạp": 12,
}
"""Months as words; giêng, một and chạp are those of the lunar calendar."""

_MONTHS_BY_FOLDED_NAME = {fold(name): month for name, month in _NAMES_OF_MONTHS.items()}
_MONTH_NAME = rf"(?:{'|'.join(sorted(_NAMES_OF_MONTHS, key=len, reverse=True))})(?!\w)"
_FOLDED_MONTH_NAME = rf"(?:{'|'.join(sorted(_MONTHS_BY_FOLDED_NAME, key=len, reverse=True))})(?!\w)"
_LAST_YEAR_OF_THIS_CENTURY = 40
"""Two-figure years up to this one are of this century: 02 is 2002, 72 is 1972."""

# All begin with a plain digit and look back afterwards, so Python tries them only at digits.
_DAY = re.compile(
    rf"(?P<day>[0-9]\d?)(?:{_SEPARATOR}(?P<figure>\d\d?)|{_THANG}(?P<month>\d\d?|(?i:{_MONTH_NAME})))"
    rf"(?:(?:{_SEPARATOR}|{_NAM}|\s)(?P<year>\d{{4}})|[/.-](?P<short>\d\d))?(?![\w/])"
)
_MONTH = re.compile(rf"(?P<month>[0-9]\d?)(?:{_SEPARATOR}|{_NAM}|\s)(?P<year>\d{{4}})(?![\w/])")
_NAMED_MONTH = re.compile(
    rf"\bth[aá]ng (?P<month>{_MONTH_NAME}|{_FOLDED_MONTH_NAME})(?:,? n[aă]m)?"
    r" (?P<year>\d{4})(?![\w/])"
)
_ISO = re.compile(r"(?P<year>[0-9]\d{3})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])")
_CODE = re.compile(
    r"(?P<number>[0-9]\d{0,4}[a-zA-Z]?)\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?"
    r"(?P<rest>[^\W\d_]{1,12}\d{0,2}(?:\s?[-–/.&]\s?[^\W\d_]{1,12}\d{0,2}(?!\w))*)(?!\w)"
)
_ISBN = re.compile(r"(?<![\w-])(?:(?i:isbn)[\s:-]*)?(97[89](?:[ -]?\d){10})(?![\w-])")
_NAMED_SHORT_ISBN = re.compile(r"(?i:isbn)[\s:-]*((?:\d[ -]?){9}[\dXx])(?![\w-])")
_SHORT_ISBN = re.compile(r"[0-9](?<![\w-][0-9])[ -]?(?:\d[ -]?){8}[\dXx](?![\w-])")
"""Begins with a digit, which costs a quarter of beginning with what stands before it."""

_ISSN = re.compile(r"(?i:issn)[\s:-]*(\d{4})[ -]?(\d{3}[\dXx])(?![\w-])")
_SEPARATORS_OF_SHORT_ISBN = (0, 3)
_PIECE = re.compile(r"\w+")
_DIGIT = re.compile(r"[0-9]")


def dates_and_codes_in(text: str) -> tuple[str, ...]:
    """Return the normalised dates and document numbers of a text.

    A day also yields its month and its day of the year, so that each can be searched alone:
    2017-08-22, 2017-08, --08-22. A number is split into its parts: 149/kh/ubnd.
    """
    return (*dates_in(text), *codes_in(text)) if _DIGIT.search(text) else ()


def codes_in(text: str) -> Iterator[str]:
    """Yield the normalised document numbers of a text."""
    return (code for _, _, code in code_spans(text))


def code_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, end and normalised form of each document number, ISBN and ISSN."""
    yield from _isbn_spans(text)
    if "ISSN" in text or "issn" in text:
        for match in _ISSN.finditer(text):
            yield *match.span(), f"issn/{match[1]}{match[2].lower()}"
    if "/" not in text:
        return
    for match in _CODE.finditer(text):
        if not _starts_freely(text, match.start()):
            continue
        year = f"{match['year']}/" if match["year"] else ""
        pieces = "/".join(_PIECE.findall(fold(match["rest"])))
        code = f"{plain_number(match['number']).lower()}/{year}{pieces}"
        yield match.start(), match.end(), code


def _isbn_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the ISBNs of a text; one of ten digits gets its form of thirteen.

    Ten digits that no word calls an ISBN are one if they are divided like one, or not at all, and
    if their check digit is right.
    """
    if "978" in text or "979" in text:
        for match in _ISBN.finditer(text):
            yield *match.span(), f"isbn/{_digits(match[1])}"
    if "ISBN" in text or "isbn" in text:
        for match in _NAMED_SHORT_ISBN.finditer(text):
            yield *match.span(), f"isbn/{_long_isbn(_digits(match[1]))}"
    for match in _SHORT_ISBN.finditer(text):
        if _is_short_isbn(match[0]):
            yield *match.span(), f"isbn/{_long_isbn(_digits(match[0]))}"


def standard_number(number_text: str) -> str:
    """Return the digits of an ISBN, of thirteen, or of an ISSN, as `isbn` and `issn` fields are.

    Other text is returned without spaces and hyphens.
    """
    code = next((code for _, _, code in code_spans(f"ISBN {number_text}")), "")
    return code.removeprefix("isbn/") if code.startswith("isbn/") else _digits(number_text).lower()


def _is_short_isbn(number_text: str) -> bool:
    digits = _digits(number_text).upper()
    if len(number_text) - len(digits) not in _SEPARATORS_OF_SHORT_ISBN:
        return False
    values = (10 if digit == "X" else int(digit) for digit in digits)
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0


def _digits(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _long_isbn(short: str) -> str:
    """Return the ISBN of thirteen digits for one of ten, with its own check digit (ISO 2108)."""
    body = f"978{short[:9]}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def dates_in(text: str) -> Iterator[str]:
    """Yield the normalised days and months of a text."""
    return (date for _, _, dates in date_spans(text) for date in dates)


def date_spans(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the start, the end and the normalised forms of each date, the most exact form first."""
    for match in (*_DAY.finditer(text), *_ISO.finditer(text)):
        parts = match.groupdict()
        day, month = int(parts["day"]), _month(parts.get("figure") or parts["month"])
        year = parts["year"] or _full_year(parts.get("short"))
        if 1 <= day <= 31 and 1 <= month <= 12 and _starts_freely(text, match.start()):
            dates = (f"{year}-{month:02}-{day:02}", f"{year}-{month:02}") if year else ()
            yield *match.span(), (*dates, f"--{month:02}-{day:02}")
    for match in _MONTH.finditer(text):
        month = int(match["month"])
        if 1 <= month <= 12 and _is_month(text, match):
            yield *match.span(), (f"{match['year']}-{month:02}",)
    if "háng " in text or "HÁNG " in text or "hang " in text:
        for match in _NAMED_MONTH.finditer(text.lower()):
            yield *match.span(), (f"{match['year']}-{_month(match['month']):02}",)


def _month(month_text: str) -> int:
    if month_text.isdecimal():
        return int(month_text)
    return _NAMES_OF_MONTHS.get(month_text.lower()) or _MONTHS_BY_FOLDED_NAME[fold(month_text)]


def _full_year(short: str | None) -> str | None:
    if short is None:
        return None
    return f"20{short}" if int(short) <= _LAST_YEAR_OF_THIS_CENTURY else f"19{short}"


def _starts_freely(text: str, start: int) -> bool:
    preceding = text[start - 1 : start]
    return not (preceding.isalnum() or preceding in ("/", "."))


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Return True if a match such as 8/2017 is a month, not a part of a day or table figures."""
    start = match.start()
    if fold(text[max(0, start - 7) : start]).rstrip().endswith("thang"):
        return True
    return "/" in match[0] and _starts_freely(text, start) and text[start - 1 : start] != "-"


def plain_number(digits: str) -> str:
    """Return a number without leading zeros: 05 is 5."""
    return digits.lstrip("0") or digits
