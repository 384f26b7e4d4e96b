"""Decides of one cell that came back whether a person changed it, or only a spreadsheet did."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from library.bulk import item_cells
from library.bulk.cell_marks import mark
from library.bulk.cell_values import (
    from_serial,
    must_keep_the_rule,
    read_value,
    with_day_and_month_changed_over,
)
from library.catalogue.description.labels import LABELS
from library.catalogue.models import Item
from library.catalogue.profiles import FieldRule
from library.exchange.list_rows import clean

_AS_A_NUMBER = re.compile(r"(\d+)\.0+")
_LONGEST_CELL = 32_000
"""Excel keeps 32,767 letters of a cell and drops the rest."""

_CHANGED_OVER = "{0}: “{1}” có vẻ bị đổi chỗ ngày và tháng; ghi như {2}"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a cell is to hold; nothing is to be done when neither it changes nor has a problem."""

    changes: bool = False
    clashes: bool = False
    value: str | None = None
    problem: str | None = None
    doubt: str | None = None


_LEFT = Weighed()


def weigh(
    item: Item, name: str, typed: str, went_out: str, rule: FieldRule | None = None
) -> Weighed:
    """Compare a cell with what is held now and, by its mark, with what went out."""
    now = item_cells.shown(name, item_cells.read(item, name))
    if typed == now:
        return _LEFT
    text = clean(typed)
    if text == now or any(_is(item, name, one, went_out) for one in _as_spreadsheets_write(text)):
        return _LEFT
    if _is_the_same(text, now):
        return _LEFT
    return _kept_to(rule, _changed(item, name, text, now, went_out), now)


def _changed(item: Item, name: str, text: str, now: str, went_out: str) -> Weighed:
    day = from_serial(name, text)
    try:
        value = read_value(name, day or next(_bare(name, text)))
    except ValueError as error:
        return Weighed(problem=f"{LABELS.get(name, name)}: {error}" if text else str(error))
    then = item_cells.shown(name, value)
    if then == now or _is(item, name, then, went_out):
        return _LEFT
    if name == "date" and then.endswith("-01") and _is(item, name, then[:7], went_out):
        return Weighed(doubt="first")
    over = with_day_and_month_changed_over(then)
    if name in ("date", "opens") and _is(item, name, over, went_out):
        return Weighed(problem=_CHANGED_OVER.format(LABELS[name], text[:20], over))
    clashes = not _is(item, name, now, went_out)
    return Weighed(True, clashes, value, doubt="serial" if day else None)


def _kept_to(rule: FieldRule | None, weighed: Weighed, now: str) -> Weighed:
    """Refuse a change that the rule of the collection does not allow."""
    if not weighed.changes:
        return weighed
    try:
        must_keep_the_rule(rule, weighed.value, now)
    except ValueError as error:
        return Weighed(problem=f"{LABELS.get(rule.name, rule.label)}: {error}")
    return weighed


def _is(item: Item, name: str, text: str, went_out: str) -> bool:
    return mark(item.id, name, text) == went_out


def _as_spreadsheets_write(text: str) -> Iterator[str]:
    """Give what a cell may have been before programs wrote it their way."""
    yield text
    if text.startswith("'"):
        yield text[1:]
    if number := _AS_A_NUMBER.fullmatch(text):
        yield number[1]


def _bare(name: str, text: str) -> Iterator[str]:
    """Give the text without what programs add: 1930 for 1930.0, = for '= in a CSV file."""
    number = _AS_A_NUMBER.fullmatch(text)
    if number and name == "date":
        yield number[1]
    yield text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text


def _is_the_same(text: str, now: str) -> bool:
    """Say whether a program only dropped noughts before a number, or the end of a long text."""
    if text.isdigit() and now.isdigit():
        return text == now.lstrip("0")
    return len(text) >= _LONGEST_CELL and now.startswith(text[:_LONGEST_CELL])
