"""Cells of an old book by the kind of their field."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from library.incoming.written_amounts import read_amount
from library.vietnamese.letters import fold
from points.programme.old_books.written_days import read_written_day
from points.programme.registers.schema import (
    ERROR_MESSAGES,
    MAX_AMOUNT,
    MAX_TEXT_LENGTH,
    Field,
    Value,
    item_ids,
)

_YES = frozenset({"x", "co", "v", "✓", "✔", "1", "true", "dung", "roi", "da", "yes", "da hoc"})
_NO = frozenset({"khong", "0", "chua", "-", "k", "ko", "false", "sai", "no"})
_EMPTY_MARKS = frozenset({"-", "–", "—", "//", "nt", "..."})
_ABBREVIATIONS = {"ns": "ngan sach", "ctmt": "chuong trinh muc tieu"}
_MAX_NUMBER = 10**9


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """Value of a cell, or the problem with it; a remark says how it was understood."""

    value: Value | None = None
    problem: str = ""
    remark: str = ""


def parse_cell(
    rule: Field, text: str, *, factor: int, year: int | None, references: Mapping[str, int]
) -> ParsedCell:
    """Return the value of a non-empty cell."""
    if len(text) > MAX_TEXT_LENGTH:
        return ParsedCell(problem=f"Ô dài hơn {MAX_TEXT_LENGTH} chữ. Hãy ghi ngắn lại.")
    if text in _EMPTY_MARKS and not rule.required:
        return ParsedCell()
    if rule.refers:
        return _reference(text, references)
    return _PARSERS[rule.kind](rule, text, factor, year)


def _words(_rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    return ParsedCell(" ".join(text.split()))


def _long(_rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    return ParsedCell(text)


def _amount(rule: Field, text: str, factor: int, _year: int | None) -> ParsedCell:
    amount = read_amount(text, factor=factor if rule.kind == "money" else 1)
    if amount is None or amount >= MAX_AMOUNT:
        return ParsedCell(problem=ERROR_MESSAGES[rule.kind].format(text))
    return ParsedCell(amount)


def _number(rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    amount = read_amount(text, integral=False)
    if amount is None or amount >= _MAX_NUMBER:
        return ParsedCell(problem=ERROR_MESSAGES[rule.kind].format(text))
    return ParsedCell(float(amount))


def _day(rule: Field, text: str, _factor: int, year: int | None) -> ParsedCell:
    written_day = read_written_day(text, year)
    if written_day is None:
        return ParsedCell(problem=ERROR_MESSAGES[rule.kind].format(text))
    remark = written_day.remark
    if written_day.precision:
        remark = f"sổ {written_day.precision}: ghi {written_day.first:%d/%m/%Y}"
    return ParsedCell(written_day.first.isoformat(), remark=remark)


def _choice(rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    name = " ".join(_ABBREVIATIONS.get(word, word) for word in fold(text).split())
    choices_by_name = _folded_choices(rule.choices)
    if name in choices_by_name:
        return ParsedCell(choices_by_name[name])
    similar = [choice for key, choice in choices_by_name.items() if name in key] if name else []
    if len(similar) == 1 and len(name) > 2:
        return ParsedCell(similar[0], remark=f"“{text}” hiểu là “{similar[0]}”")
    choices = "; ".join(rule.choices)
    return ParsedCell(problem=f"“{text}” không có trong danh sách. Hãy ghi một trong: {choices}.")


@cache
def _folded_choices(choices: tuple[str, ...]) -> dict[str, str]:
    return {fold(choice): choice for choice in choices}


def _yes(_rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    word = fold(text).strip(" .")
    if word in _YES or word in _NO:
        return ParsedCell(word in _YES)
    return ParsedCell(problem=f"“{text}” không rõ là có hay không. Hãy ghi “có” hoặc “không”.")


def _items(rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    ids = item_ids(text)
    if not ids:
        return ParsedCell(problem=ERROR_MESSAGES[rule.kind].format(text))
    return ParsedCell(", ".join(ids))


def _reference(text: str, references: Mapping[str, int]) -> ParsedCell:
    """Return the number of the entry that a cell names by number or by name."""
    if text.isdecimal() and int(text) in references.values():
        return ParsedCell(int(text))
    number = references.get(fold(" ".join(text.split())))
    if number is None:
        return ParsedCell(
            problem=f"Sổ chưa có mục “{text}”, hoặc có nhiều mục cùng tên. "
            "Hãy nhập sổ ấy trước, rồi ghi số của mục."
        )
    return ParsedCell(number, remark=f"“{text}” là mục số {number}")


_PARSERS = {
    "text": _words,
    "long": _long,
    "count": _amount,
    "money": _amount,
    "number": _number,
    "day": _day,
    "choice": _choice,
    "yes": _yes,
    "items": _items,
}
