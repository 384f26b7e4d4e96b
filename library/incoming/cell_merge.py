"""Merge of one re-imported cell: separates edits by people from changes by spreadsheets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from library.catalogue.description.field_registry import LABELS
from library.catalogue.models import Item
from library.catalogue.profiles import FieldRule
from library.exchange.list_rows import clean
from library.exchange.records import item_values
from library.exchange.records.cell_values import (
    check_rule,
    day_from_serial,
    read_value,
    swap_day_and_month,
)
from library.incoming.cell_marks import mark

_WHOLE_FLOAT = re.compile(r"(\d+)\.0+")
_MAX_CELL_LENGTH = 32_000
"""Excel truncates cells to 32,767 characters."""

_DAY_MONTH_SWAPPED = "{0}: “{1}” có vẻ bị đổi chỗ ngày và tháng; ghi như {2}"


@dataclass(frozen=True, slots=True)
class MergeResult:
    """New content of a cell; nothing is to be done if it neither changes nor has a problem."""

    changes: bool = False
    clashes: bool = False
    value: str | None = None
    problem: str | None = None
    doubt: str | None = None


_UNCHANGED = MergeResult()


def merge_cell(
    item: Item, name: str, typed_text: str, exported_mark: str, rule: FieldRule | None = None
) -> MergeResult:
    """Compare a re-imported cell with its current content and, by its mark, with its export."""
    current = item_values.display_text(name, item_values.read(item, name))
    if typed_text == current:
        return _UNCHANGED
    text = clean(typed_text)
    if text == current or any(
        _has_mark(item, name, variant, exported_mark) for variant in _possible_originals(text)
    ):
        return _UNCHANGED
    if _is_lossy_copy(text, current):
        return _UNCHANGED
    return _apply_rule(rule, _merge_edit(item, name, text, current, exported_mark), current)


def _merge_edit(item: Item, name: str, text: str, current: str, exported_mark: str) -> MergeResult:
    day = day_from_serial(name, text)
    try:
        value = read_value(name, day or next(_without_spreadsheet_artefacts(name, text)))
    except ValueError as error:
        return MergeResult(problem=f"{LABELS.get(name, name)}: {error}" if text else str(error))
    new_text = item_values.display_text(name, value)
    if new_text == current or _has_mark(item, name, new_text, exported_mark):
        return _UNCHANGED
    if (
        name == "date"
        and new_text.endswith("-01")
        and _has_mark(item, name, new_text[:7], exported_mark)
    ):
        return MergeResult(doubt="first")
    swapped_date = swap_day_and_month(new_text)
    if name in ("date", "opens") and _has_mark(item, name, swapped_date, exported_mark):
        return MergeResult(problem=_DAY_MONTH_SWAPPED.format(LABELS[name], text[:20], swapped_date))
    clashes = not _has_mark(item, name, current, exported_mark)
    return MergeResult(True, clashes, value, doubt="serial" if day else None)


def _apply_rule(rule: FieldRule | None, result: MergeResult, current: str) -> MergeResult:
    """Return the merge result, or a problem if the collection's rule forbids the new value."""
    if not result.changes:
        return result
    try:
        check_rule(rule, result.value, current)
    except ValueError as error:
        return MergeResult(problem=f"{LABELS.get(rule.name, rule.label)}: {error}")
    return result


def _has_mark(item: Item, name: str, text: str, exported_mark: str) -> bool:
    return mark(item.id, name, text) == exported_mark


def _possible_originals(text: str) -> Iterator[str]:
    """Yield the texts that a spreadsheet program may have turned into this cell."""
    yield text
    if text.startswith("'"):
        yield text[1:]
    if number := _WHOLE_FLOAT.fullmatch(text):
        yield number[1]


def _without_spreadsheet_artefacts(name: str, text: str) -> Iterator[str]:
    """Yield the text without spreadsheet additions: 1930 for 1930.0, = for '= in a CSV file."""
    number = _WHOLE_FLOAT.fullmatch(text)
    if number and name == "date":
        yield number[1]
    yield text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text


def _is_lossy_copy(text: str, current: str) -> bool:
    """Return True if a program only dropped leading zeros or the end of a long text."""
    if text.isdigit() and current.isdigit():
        return text == current.lstrip("0")
    return len(text) >= _MAX_CELL_LENGTH and current.startswith(text[:_MAX_CELL_LENGTH])
