"""Plans to change one field of many items: to fill it in, empty it, or replace words in it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from library.bulk import item_cells
from library.bulk.bulk_context import Rules
from library.bulk.cell_values import must_keep_the_rule, read_value
from library.bulk.export import items
from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Line, Plan, refused
from library.bulk.problems import BadValueError
from library.exchange.list_rows import clean


class How(StrEnum):
    """In what way a field is changed."""

    FILL = "fill"
    FILL_GAPS = "fill-gaps"
    EMPTY = "empty"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which field is changed, how, and to what; `sought` is what is replaced."""

    name: str
    how: How
    value: str = ""
    sought: str = ""


def plan(
    session: Session,
    item_ids: tuple[str, ...],
    asked: Asked,
    rules: Rules | None = None,
) -> Plan:
    """Return what changing a field would do; raise BadValueError for what no item may hold."""
    name, rules = asked.name, rules or Rules()
    if name not in item_cells.FIELDS and name not in rules.own:
        raise BadValueError("hãy chọn một ô")
    change, told = _changer(name, asked.how, clean(asked.value), clean(asked.sought))
    lines, same = [], 0
    for row, item in enumerate(items(session, item_ids), 1):
        before = item_cells.read(item, name)
        now = item_cells.shown(name, before)
        try:
            after = read_value(name, change(now))
            must_keep_the_rule(rules.of(item.collection, name), after, now)
        except ValueError as error:
            lines.append(refused(row, f"{error}.", item.id, item.title))
            continue
        if item_cells.shown(name, after) == now:
            same += 1
        else:
            told_cells = ({name: before}, {name: after})
            lines.append(Line(row, item.id, item.title, Verdict.CHANGE, *told_cells))
    return Plan(ChangeKind.FIELD, f"{rules.label(name)}: {told}", tuple(lines), same)


def _changer(name: str, how: How, value: str, sought: str) -> tuple[Callable[[str], str], str]:
    """Return what is done to the text of each cell, and how that is said."""
    if how is How.REPLACE:
        if not sought:
            raise BadValueError("hãy ghi chữ cần thay")
        return lambda now: now.replace(sought, value), f"thay “{sought[:60]}” bằng “{value[:60]}”"
    text = "" if how is How.EMPTY else value
    if how is not How.EMPTY and not text:
        raise BadValueError("hãy ghi nội dung mới")
    try:
        read_value(name, text)
    except ValueError as error:
        raise BadValueError(error) from error
    if how is How.FILL_GAPS:
        return lambda now: now or text, f"ghi “{text[:80]}” vào ô để trống"
    return lambda _now: text, f"ghi “{text[:80]}”" if text else "xóa nội dung"
