"""Compares a list that comes back with what is held: what changed, what clashes, what is wrong."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy.orm import Session

from library.bulk import item_cells
from library.bulk.bulk_context import Rules
from library.bulk.cell_marks import INFORMING, mark, marks
from library.bulk.cell_merge import Weighed, weigh
from library.bulk.columns import HEADINGS, ID, VERSION, Layout, layout_of
from library.bulk.export import items
from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Line, Plan, refused
from library.catalogue.models import Item
from library.exchange.returned_spreadsheets import TypedRow, TypedTable

_NO_ID = "Dòng không có mã tài liệu. Muốn thêm tài liệu mới, hãy dùng “Nhập biểu ghi”."
_UNKNOWN = "Không có tài liệu mã “{0}”."
_TWICE = "Mã “{0}” có ở nhiều dòng; chưa dùng dòng nào."
_NO_VERSION = "Dấu phiên bản bị mất hoặc bị sửa; hãy xuất lại tài liệu này."
_ONLY_SHOWN = "Cột “{0}” chỉ để xem; hãy chọn tài liệu rồi dùng nút trên trang."
_CLASH = "Có người đã sửa {0} từ lúc xuất bảng; chưa dùng dòng này."
_REMARKS = {
    "serial": "{0} ô ngày bị bảng tính đổi thành số; đã đọc lại thành ngày. Hãy so từng ô.",
    "first": "{0} ô chỉ thêm ngày 1 vào một tháng (bảng tính hay tự làm vậy) nên được giữ nguyên.",
}


def plan(session: Session, table: TypedTable, file: str, rules: Rules | None = None) -> Plan:
    """Return what a list that came back would change; nothing is changed yet."""
    rules = rules or Rules()
    found = layout_of(table, file, rules.own)
    ids = [_cell(row, found.places[ID]) for row in found.rows]
    known = tuple(dict.fromkeys(filter(None, ids)))
    counted, doubts, lines, same = Counter(ids), Counter(), [], 0
    waiting: dict[str, TypedRow] = {}
    for row, item_id in zip(found.rows, ids, strict=True):
        problem = _unusable(row, item_id, counted)
        if problem:
            lines.append(
                refused(row.place, problem, item_id or None, _cell_of(row, found, "title"))
            )
        else:
            waiting[item_id] = row
    for item in items(session, tuple(item_id for item_id in known if item_id in waiting)):
        line = _line(waiting.pop(item.id), item, found, doubts, rules)
        if line is None:
            same += 1
        else:
            lines.append(line)
    for item_id, row in waiting.items():
        lines.append(refused(row.place, _UNKNOWN.format(item_id[:40]), None, item_id[:40]))
    remarks = (*found.remarks, *(_REMARKS[kind].format(n) for kind, n in sorted(doubts.items())))
    ordered = tuple(sorted(lines, key=lambda line: line.row))
    return Plan(ChangeKind.SHEET, file, ordered, same, remarks)


def _unusable(row: TypedRow, item_id: str, counted: Mapping[str, int]) -> str | None:
    if not item_id:
        return _NO_ID
    if counted[item_id] > 1:
        return _TWICE.format(item_id[:40])
    return row.spoilt


def _line(
    row: TypedRow, item: Item, found: Layout, doubts: Counter[str], rules: Rules
) -> Line | None:
    went_out = marks(_cell(row, found.places[VERSION]))
    if went_out is None:
        return refused(row.place, _NO_VERSION, item.id, item.title)
    for name in INFORMING:
        text = _cell_of(row, found, name)
        if name in found.places and mark(item.id, name, text) != went_out[name]:
            return refused(row.place, _ONLY_SHOWN.format(HEADINGS[name]), item.id, item.title)
    weighed = {
        name: weigh(
            item,
            name,
            _cell_of(row, found, name),
            went_out[name],
            rules.of(item.collection, name),
        )
        for name in found.cells
        if name in went_out
    }
    doubts.update(one.doubt for one in weighed.values() if one.doubt)
    return _judged(row, item, weighed, rules)


def _judged(row: TypedRow, item: Item, weighed: Mapping[str, Weighed], rules: Rules) -> Line | None:
    problems = [one.problem for one in weighed.values() if one.problem]
    if problems:
        return refused(row.place, "; ".join(problems) + ".", item.id, item.title)
    changed = {name: one for name, one in weighed.items() if one.changes}
    if not changed:
        return None
    clashing = [rules.label(name) for name, one in changed.items() if one.clashes]
    return Line(
        row.place,
        item.id,
        item.title,
        Verdict.CLASH if clashing else Verdict.CHANGE,
        before={name: item_cells.read(item, name) for name in changed},
        after={name: one.value for name, one in changed.items()},
        problem=_CLASH.format(", ".join(f"“{name}”" for name in clashing)) if clashing else None,
    )


def _cell_of(row: TypedRow, found: Layout, name: str) -> str:
    return _cell(row, found.places.get(name, len(row.cells)))


def _cell(row: TypedRow, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""
