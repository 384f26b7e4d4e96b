"""DDC numbers: their form, and short Vietnamese captions of the upper levels.

The captions were written for this project, without any translation of the classification at hand.
"""

import csv
import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("data") / "ddc.csv"
_CLASS = re.compile(r"\d{3}(\.\d+)?")
_MARKS = re.compile(r"[\s/']")
"""Marks of segmentation in a DDC number, and the spaces of older printing."""


def is_class_number(text: str) -> bool:
    """Return True for a number that has the form of a DDC number."""
    return bool(_CLASS.fullmatch(_MARKS.sub("", text)))


def class_problem(text: str) -> str:
    """Return a remark on the form of a DDC number, or an empty text."""
    if not is_class_number(text):
        return f"“{text[:30]}” không phải chỉ số DDC: ba chữ số, rồi dấu chấm, như 915.9711."
    ends_in_zero = _MARKS.sub("", text)[3:].endswith("0")
    return "Chỉ số DDC không kết thúc bằng 0 sau dấu chấm." if ends_in_zero else ""


def caption(text: str) -> str:
    """Return the captions of a number from the main class down: `lịch sử… › lịch sử Việt Nam`."""
    number = _MARKS.sub("", text)
    if not _CLASS.fullmatch(number):
        return ""
    beginnings = (number[:length] for length in range(1, len(number) + 1))
    return " › ".join(_captions()[part] for part in beginnings if part in _captions())


@cache
def _captions() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["số"]: row["nghĩa"] for row in csv.DictReader(file)}
