"""Mends figures that Tesseract takes for letters and signs in Vietnamese pages.

Its Vietnamese data has seen few figures without words around them: it takes 8 for §, alone (ngày
14 tháng § năm 1968) and in amounts (§69.643.000 đồng), and ones and strokes of days and years for
letters (ngày 1] tháng lÏ năm 199], 27/2!1848). Changed is only what can be nothing else: the sign
of a section (Điều 6§1, § 12, § Nội dung) stays one, and the scale of a map (1:25.000) as it is.
"""

import re

from library.catalogue.text.words import Word

_EIGHT = "§"
_AROUND = "()[]“”\"'.,;:%"

_NUMBERED = (
    "ngày",
    "tháng",
    "năm",
    "quý",
    "tuần",
    "lớp",
    "trang",
    "tập",
    "kỳ",
    "khóa",
    "tổ",
    "khu",
    "điều",
    "khoản",
)
"""What stands before a figure, and before no sign of a section."""

_AMOUNT = re.compile(r"\d[\d§]{0,2}(?:\.[\d§]{3})+|§\d{0,2}(?:\.[\d§]{3}){2,}")
_SHORT_AMOUNT = re.compile(r"§\d{0,2}\.[\d§]{3}")
"""May be a section and its part, unless what is counted follows: §.739 hộ."""

_WITH_COLONS = re.compile(r"(?<![\w.:])\d{1,3}\.\d{3}(?:[.:]\d{3})+(?![\w.:]*[\w:])")
"""As 8.602:000. What begins with a colon may be a place and its prize, or a scale."""


_DAY = re.compile(r"[\d§]{1,2}/[\d§]{1,2}/[12][\d§]{3}")
_DATE = re.compile(r"(?<!\w)(\d{1,2})([/!|lI])(\d{1,2})([/!|lI])([12]\d{3})(?!\w)")
_DAYS, _MONTHS, _YEARS = 31, 12, range(1000, 2100)
_LAST = {("ngày", "tháng"): _DAYS, ("tháng", "năm"): _MONTHS}
"""The greatest number that stands between these words; nothing else stands there."""

_LOOK_ALIKES = str.maketrans("lLIÏïiíì|[]!Oo§", "111111111111008")
_YEAR = re.compile(r"(?<![\w\[\]|!§])(?=\D*\d)(?!\d{4})[\dlI|\]!Oo§]{4}(?=[.,;:)”]*$)")


def mended(before: Word | None, word: Word, after: Word | None) -> str:
    """Return the text of a word, between those beside it, with the figures that are meant."""
    text = word.text
    if _EIGHT in text and _is_eight(before, word, after):
        text = text.replace(_EIGHT, "8")
    text = _WITH_COLONS.sub(lambda amount: amount[0].replace(":", "."), text)
    text = _DATE.sub(_date, text)
    if before and before.text.lower().strip(_AROUND) == "năm":
        text = _YEAR.sub(_year, text, count=1)
    return _of_a_day(before, text, after) or text


def _date(found: re.Match[str]) -> str:
    day, _, month, _, year = found.groups()
    is_date = "/" in found.group(2, 4) and int(day) <= _DAYS and int(month) <= _MONTHS
    return f"{day}/{month}/{year}" if is_date else found[0]


def _year(found: re.Match[str]) -> str:
    figures = found[0].translate(_LOOK_ALIKES)
    return figures if int(figures) in _YEARS else found[0]


def _of_a_day(before: Word | None, text: str, after: Word | None) -> str | None:
    """Return the number of a day or a month that was taken for letters."""
    if before is None or after is None:
        return None
    last = _LAST.get((before.text.lower(), after.text.lower()))
    figures = text.translate(_LOOK_ALIKES)
    if last is None or not figures.isdecimal() or len(figures) > 2:
        return None
    if last == _MONTHS and not text.strip("I"):
        return None  # months are numbered in Roman too
    return figures if 1 <= int(figures) <= last else None


def _is_eight(before: Word | None, word: Word, after: Word | None) -> bool:
    bare = word.text.strip(_AROUND)
    if bare == _EIGHT:
        named = before is not None and before.text.lower() in _NUMBERED
        return named and before.line == word.line and not _counts(after)
    if _SHORT_AMOUNT.fullmatch(bare):
        return after is not None and after.line == word.line and after.text[0].islower()
    return bool(_AMOUNT.fullmatch(bare) or _DAY.fullmatch(bare))


def _counts(word: Word | None) -> bool:
    return word is not None and word.text[0].isdecimal()
