"""Re-import of an edited list: compares it with the catalogue and plans the changes."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine, refused_line
from library.catalogue.description.field_registry import LABELS
from library.catalogue.models import Item
from library.catalogue.profiles import FieldRule
from library.exchange.filled_sheets import FilledRow, FilledSheet
from library.exchange.list_rows import clean
from library.exchange.records import item_values
from library.exchange.records.cell_values import (
    DATE_FIELDS,
    check_rule,
    day_from_serial,
    read_value,
    swap_day_and_month,
)
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_batches import items
from library.incoming.columns import (
    HEADINGS,
    ID,
    READ_ONLY_COLUMNS,
    VERSION,
    Layout,
    find_layout,
)
from library.incoming.export import mark, parse_version

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


_NO_ID = "Dòng không có mã tài liệu. Muốn thêm tài liệu mới, hãy dùng “Nhập biểu ghi”."
_UNKNOWN = "Không có tài liệu mã “{0}”."
_TWICE = "Mã “{0}” có ở nhiều dòng; chưa dùng dòng nào."
_NO_VERSION = "Dấu phiên bản bị mất hoặc bị sửa; hãy xuất lại tài liệu này."
_READ_ONLY = "Cột “{0}” chỉ để xem; hãy chọn tài liệu rồi dùng nút trên trang."
_CLASH = "Có người đã sửa {0} từ lúc xuất bảng; chưa dùng dòng này."
_DOUBT_REMARKS = {
    "serial": "{0} ô ngày bị bảng tính đổi thành số; đã đọc lại thành ngày. Hãy so từng ô.",
    "first": "{0} ô chỉ thêm ngày 1 vào một tháng (bảng tính hay tự làm vậy) nên được giữ nguyên.",
}


def plan(session: Session, table: FilledSheet, file: str, rules: Rules | None = None) -> Plan:
    """Return the plan of changes from a re-imported list, without applying any."""
    rules = rules or Rules()
    layout = find_layout(table, file, rules.own)
    ids = [_cell(row, layout.places[ID]) for row in layout.rows]
    known_ids = tuple(dict.fromkeys(filter(None, ids)))
    id_counts, doubts, lines, same = Counter(ids), Counter(), [], 0
    pending: dict[str, FilledRow] = {}
    for row, item_id in zip(layout.rows, ids, strict=True):
        problem = _row_problem(row, item_id, id_counts)
        if problem:
            lines.append(
                refused_line(row.place, problem, item_id or None, _cell_of(row, layout, "title"))
            )
        else:
            pending[item_id] = row
    for item in items(session, tuple(item_id for item_id in known_ids if item_id in pending)):
        line = _compare_row(pending.pop(item.id), item, layout, doubts, rules)
        if line is None:
            same += 1
        else:
            lines.append(line)
    for item_id, row in pending.items():
        lines.append(refused_line(row.place, _UNKNOWN.format(item_id[:40]), None, item_id[:40]))
    remarks = (
        *layout.remarks,
        *(_DOUBT_REMARKS[kind].format(n) for kind, n in sorted(doubts.items())),
    )
    sorted_lines = tuple(sorted(lines, key=lambda line: line.row))
    return Plan(ChangeKind.SHEET, file, sorted_lines, same, remarks)


def _row_problem(row: FilledRow, item_id: str, id_counts: Mapping[str, int]) -> str | None:
    if not item_id:
        return _NO_ID
    if row.spoilt is None and id_counts[item_id] > 1:
        return _TWICE.format(item_id[:40])
    return row.spoilt


def _compare_row(
    row: FilledRow, item: Item, layout: Layout, doubts: Counter[str], rules: Rules
) -> PlannedLine | None:
    exported_marks = parse_version(_cell(row, layout.places[VERSION]))
    if exported_marks is None:
        return refused_line(row.place, _NO_VERSION, item.id, item.title)
    for name in READ_ONLY_COLUMNS:
        text = _cell_of(row, layout, name)
        if name in layout.places and mark(item.id, name, text) != exported_marks[name]:
            return refused_line(row.place, _READ_ONLY.format(HEADINGS[name]), item.id, item.title)
    merges = {
        name: merge_cell(
            item,
            name,
            _cell_of(row, layout, name),
            exported_marks[name],
            rules.of(item.collection, name),
        )
        for name in layout.cells
        if name in exported_marks
    }
    doubts.update(merge.doubt for merge in merges.values() if merge.doubt)
    return _merged_line(row, item, merges, rules)


def _merged_line(
    row: FilledRow, item: Item, merges: Mapping[str, MergeResult], rules: Rules
) -> PlannedLine | None:
    problems = [merge.problem for merge in merges.values() if merge.problem]
    if problems:
        return refused_line(row.place, "; ".join(problems) + ".", item.id, item.title)
    changed_cells = {name: merge for name, merge in merges.items() if merge.changes}
    if not changed_cells:
        return None
    clashing = [rules.label(name) for name, merge in changed_cells.items() if merge.clashes]
    return PlannedLine(
        row.place,
        item.id,
        item.title,
        Verdict.CLASH if clashing else Verdict.CHANGE,
        before={name: item_values.read(item, name) for name in changed_cells},
        after={name: merge.value for name, merge in changed_cells.items()},
        problem=_CLASH.format(", ".join(f"“{name}”" for name in clashing)) if clashing else None,
    )


def _cell_of(row: FilledRow, layout: Layout, name: str) -> str:
    place = layout.places.get(name, len(row.cells))
    return row.value(place) if name in DATE_FIELDS else _cell(row, place)


def _cell(row: FilledRow, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""
