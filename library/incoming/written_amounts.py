"""Numbers as people write them: 1.250.000 đ, 1,5 triệu, 25 lượt."""

import re

from library.vietnamese.letters import fold

UNITS = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6}
UNITS |= {"nghin": 1000, "ngan": 1000, "k": 1000}
"""Factors of units, without marks."""

_CURRENCY = frozenset({"dong", "dong chan", "vnd", "d"})
_COUNTED = frozenset(
    {"luot", "nguoi", "luot nguoi", "may", "gio", "tiet", "buoi", "lan", "trang", "to", "cai"}
    | {"chiec", "bo", "nam", "mbps", "mbit/s", "%"}
)
_PART = re.compile(r"\s*(\d[\d.,\s\u00a0\u202f]*)(?:(trieu|tr|ty|ti|nghin|ngan|k)(?![a-z0-9]))?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_MAX_LENGTH = 60  # characters; longer texts are not numbers


def read_amount(text: str, *, factor: int = 1, integral: bool = True) -> int | float | None:
    """Return a number as written by a person; None if it is not one.

    `factor` is the unit of its column (10**6 for millions); the units of the text come first. A
    `integral` number without a unit takes both marks as thousands separators: 1.250 and 1,250.
    """
    amount = fold(text).strip()
    parts, suffix = _parts(amount[: _MAX_LENGTH + 1])
    if len(amount) > _MAX_LENGTH or not parts or suffix not in {"", *_CURRENCY, *_COUNTED}:
        return None
    has_unit = any(unit for _, unit in parts)
    if suffix in _CURRENCY or has_unit:
        factor = 1
    if not all(unit for _, unit in parts[:-1]):
        return None
    numbers = [
        _plain(number, integral=integral and not has_unit and factor == 1) for number, _ in parts
    ]
    if None in numbers:
        return None
    total = round(
        sum(n * UNITS.get(unit, factor) for n, (_, unit) in zip(numbers, parts, strict=True)), 3
    )
    return int(total) if total == int(total) else (None if integral else total)


def _parts(amount: str) -> tuple[list[tuple[str, str]], str]:
    """Return the numbers with their units, and the text after them."""
    parts, place = [], 0
    while match := _PART.match(amount, place):
        parts.append((match[1], match[2] or ""))
        place = match.end()
    return parts, amount[place:].strip(" .")


def _plain(amount: str, *, integral: bool) -> float | None:
    """Return a number without units; both marks may separate thousands or decimals."""
    text = amount.strip()
    if _SPACES.search(text):
        if not re.fullmatch(r"\d{1,3}([\s\u00a0\u202f]\d{3})+([.,]\d+)?", text):
            return None
        text = _SPACES.sub("", text)
        return float(text.replace(",", "."))
    text = text.rstrip(".,")
    decimal = _decimal_mark(text, integral=integral)
    for mark in ".,":
        if mark == decimal:
            continue
        groups = text.split(decimal)[0].split(mark) if decimal else text.split(mark)
        if len(groups) > 1 and not _are_thousands(groups):
            return None
        text = text.replace(mark, "")
    return float(text.replace(",", ".")) if decimal else float(text)


def _decimal_mark(text: str, *, integral: bool) -> str | None:
    if "." in text and "," in text:
        mark = max(".,", key=text.rindex)
        return mark if text.count(mark) == 1 else None
    mark = "." if "." in text else ","
    if text.count(mark) != 1:
        return None
    thousands, _, decimals = text.partition(mark)
    is_group = len(decimals) == 3 and 1 <= len(thousands) <= 3 and thousands != "0"
    return None if is_group and (integral or mark == ".") else mark


def _are_thousands(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
