"""Re-import of an edited list: compares it with the catalogue and plans the changes."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy.orm import Session

from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine, refused_line
from library.catalogue.models import Item
from library.exchange.filled_sheets import FilledRow, FilledSheet
from library.exchange.records import item_values
from library.exchange.records.cell_values import DATE_FIELDS
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_batches import items
from library.incoming.cell_marks import READ_ONLY_COLUMNS, mark, parse_version
from library.incoming.cell_merge import MergeResult, merge_cell
from library.incoming.columns import HEADINGS, ID, VERSION, Layout, find_layout

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
