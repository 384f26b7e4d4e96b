"""Checks of ISBN and ISSN, with messages for cataloguers."""

import re

_DIGITS_10 = re.compile(r"\d{9}[\dX]")
_DIGITS_13 = re.compile(r"97[89]\d{10}")
_ISSN = re.compile(r"\d{7}[\dX]")
_SEPARATORS = re.compile(r"[\s-]")


def isbn_problem(text: str) -> str:
    """Return a remark on an ISBN, or an empty text; words after the number are ignored."""
    number = _first_number(text)
    if _DIGITS_13.fullmatch(number):
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number))
        return "" if total % 10 == 0 else f"ISBN {number} sai số kiểm tra: hãy so lại với sách."
    if _DIGITS_10.fullmatch(number):
        total = sum(_value(digit) * (10 - place) for place, digit in enumerate(number))
        return "" if total % 11 == 0 else f"ISBN {number} sai số kiểm tra: hãy so lại với sách."
    return f"“{text[:30]}” không phải ISBN: ISBN có 10 hoặc 13 chữ số."


def issn_problem(text: str) -> str:
    """Return a remark on an ISSN, or an empty text."""
    number = _first_number(text)
    if not _ISSN.fullmatch(number):
        return f"“{text[:30]}” không phải ISSN: ISSN có 8 chữ số, như 1859-0004."
    total = sum(_value(digit) * (8 - place) for place, digit in enumerate(number))
    return "" if total % 11 == 0 else f"ISSN {text[:9]} sai số kiểm tra: hãy so lại."


def _first_number(text: str) -> str:
    words = text.split()
    number = words[0] if words else ""
    return _SEPARATORS.sub("", number).upper()


def _value(digit: str) -> int:
    return 10 if digit == "X" else int(digit)
