"""Plan for changing one field of many items: fill it, empty it or replace text in it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine, refused_line
from library.bulk.problems import BadValueError
from library.exchange.list_rows import clean
from library.exchange.records import item_values
from library.exchange.records.cell_values import check_rule, read_value
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_batches import items


class EditMethod(StrEnum):
    """Ways of changing a field."""

    FILL = "fill"
    FILL_GAPS = "fill-gaps"
    EMPTY = "empty"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """A field edit: field name, method and new value; `search_text` is the text to replace."""

    name: str
    method: EditMethod
    value: str = ""
    search_text: str = ""


def plan(
    session: Session,
    item_ids: tuple[str, ...],
    edit: FieldEdit,
    rules: Rules | None = None,
) -> Plan:
    """Return the plan of a field edit; raise BadValueError for a value that no item may hold."""
    name, rules = edit.name, rules or Rules()
    if name not in item_values.FIELDS and name not in rules.own:
        raise BadValueError("hãy chọn một ô")
    change, summary = _text_change(name, edit.method, clean(edit.value), clean(edit.search_text))
    lines, same = [], 0
    for row, item in enumerate(items(session, item_ids), 1):
        old_value = item_values.read(item, name)
        current = item_values.display_text(name, old_value)
        try:
            new_value = read_value(name, change(current))
            check_rule(rules.of(item.collection, name), new_value, current)
        except ValueError as error:
            lines.append(refused_line(row, f"{error}.", item.id, item.title))
            continue
        if item_values.display_text(name, new_value) == current:
            same += 1
        else:
            cells = ({name: old_value}, {name: new_value})
            lines.append(PlannedLine(row, item.id, item.title, Verdict.CHANGE, *cells))
    return Plan(ChangeKind.FIELD, f"{rules.label(name)}: {summary}", tuple(lines), same)


def _text_change(
    name: str, method: EditMethod, value: str, search_text: str
) -> tuple[Callable[[str], str], str]:
    """Return a function that changes a cell's text, and a description of the change."""
    if method is EditMethod.REPLACE:
        if not search_text:
            raise BadValueError("hãy ghi chữ cần thay")
        return lambda now: now.replace(
            search_text, value
        ), f"thay “{search_text[:60]}” bằng “{value[:60]}”"
    text = "" if method is EditMethod.EMPTY else value
    if method is not EditMethod.EMPTY and not text:
        raise BadValueError("hãy ghi nội dung mới")
    try:
        read_value(name, text)
    except ValueError as error:
        raise BadValueError(error) from error
    if method is EditMethod.FILL_GAPS:
        return lambda now: now or text, f"ghi “{text[:80]}” vào ô để trống"
    return lambda _now: text, f"ghi “{text[:80]}”" if text else "xóa nội dung"
