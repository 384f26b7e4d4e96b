"""The table of an imported list on its preview: columns, rules of matches, cells to mend."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.office.bulk.bulk_collections import rules
from app.office.bulk.bulk_labels import RULES
from app.services import profiles, services
from library.bulk import apply_change
from library.bulk.models import BulkChange, BulkLine, ChangeState, Verdict
from library.bulk.planned_changes import Plan
from library.catalogue.description.field_registry import LABELS
from library.catalogue.profiles import profile_of
from library.database import reading, work
from library.exchange.records.draft_copies import NOT_IMPORTED
from library.incoming import import_tables
from library.incoming.column_fields import KEEP
from library.incoming.headings import COLUMN_LABELS, COPY, ORDINAL
from library.incoming.import_tables import ImportTable
from library.incoming.list_reader import Trouble
from library.incoming.matches import Key, Rule

_COLUMN, _RULE = "cot-{0}", "luat-{0}"
_CELL = re.compile(r"o-(\d{1,6})-(\d{1,4})")
_MAX_CELL = 2_000
_MAX_ROWS = 50
"""Rows to mend on one screen; the other_choices follow when these are mended."""

_REGISTRATION = f"{COPY}registration"
_KEY_LABELS = {
    Key.NUMBER: "Trùng số ĐKCB, số ký hiệu hay mã biểu ghi",
    Key.ISBN: "Trùng ISBN",
    Key.TITLE: "Trùng nhan đề và năm",
}


@dataclass(frozen=True, slots=True)
class RowToMend:
    """A row with its troubles in words, and the cells that can be typed again."""

    number: int
    title: str
    sentences: tuple[str, ...]
    cells: tuple[tuple[str, str, str], ...]
    """Name of the input, heading and text."""
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of a form about an import; a plan only if the answers are new."""

    seen: str
    """The list with the answers that it had."""
    table: ImportTable
    plan: Plan | None


def context(session: Session, change: BulkChange) -> dict[str, object]:
    """Return the template variables of the table of a planned import; none for other changes."""
    table = import_tables.table_of(change)
    if table is None:
        return {}
    examples = import_tables.examples(session, table)
    columns = [
        (_COLUMN.format(at), heading, table.table.fields[at], [row[at] for row in examples])
        for at, heading in enumerate(table.table.headings)
        if heading.strip() or any(row[at].written for row in examples)
    ]
    to_mend = _rows_to_mend(session, change, table)
    return {
        "table": table,
        "columns": columns,
        "options": _options(table),
        "rules": [(_RULE.format(key), _KEY_LABELS[key], table.rules[key]) for key in Key],
        "rule_labels": RULES,
        "to_mend": to_mend[:_MAX_ROWS],
        "mend_count": len(to_mend),
    }


def read_answers(session: Session, change_id: int) -> Answers | None:
    """Return the answers of the form; None if the change is no import that can be answered."""
    change = session.get(BulkChange, change_id)
    table = import_tables.table_of(change) if change else None
    if table is None:
        return None
    answered = _answered(table)
    if answered == table and "xem" not in request.form:
        return Answers(change.incoming, answered, None)
    profile = profile_of(profiles(), table.collection)
    return Answers(change.incoming, *import_tables.plan_of(session, answered, profile))


def review(change_id: int) -> ResponseReturnValue:
    """Plan an import again with the answers of its form; nothing is applied."""
    with reading(services().database) as session:
        answers = read_answers(session, change_id)
    with work(services().database) as session:
        save_answers(session, apply_change.find(session, change_id), answers)
    return redirect(url_for("office.bulk_change", change_id=change_id), code=303)


def save_answers(session: Session, change: BulkChange, answers: Answers | None) -> bool:
    """Store the plan with the answers; return False if it is the one that the person has seen."""
    if answers is None or change.state is not ChangeState.PLANNED:
        return False
    if change.incoming != answers.seen:
        flash("Người khác vừa đổi bảng này; hãy xem lại.", "bad")
        return True
    if answers.plan is not None:
        import_tables.plan_again(session, change, answers.table, answers.plan)
    return answers.plan is not None


def _answered(table: ImportTable) -> ImportTable:
    form = request.form
    allowed = {name for group in _options(table).values() for name in group}
    fields = {
        at: field
        for at in range(len(table.table.fields))
        if (field := form.get(_COLUMN.format(at))) in allowed
    }
    chosen_rules = {
        key: Rule(rule) for key in Key if (rule := form.get(_RULE.format(key))) in tuple(Rule)
    }
    cells = {
        place: text[:_MAX_CELL].strip()
        for name, text in form.items()
        if (match := _CELL.fullmatch(name))
        and text.strip() != _on_one_line(table, *(place := (int(match[1]), int(match[2]))))
    }
    answered = table.with_fields(fields).with_cells(cells)
    return replace(answered, rules={**table.rules, **chosen_rules})


def _options(table: ImportTable) -> dict[str, dict[str, str]]:
    """Return the fields to which a column can go, in groups; those that it has are among them."""
    described = {**LABELS, **COLUMN_LABELS["description"], **rules().own}
    other_choices = {KEEP: "giữ ở thông tin khác", ORDINAL: "bỏ cột này"}
    copies = COLUMN_LABELS["copies"]
    labelled = {**described, **copies, **other_choices}
    other_choices |= {name: name for name in table.table.fields if name not in labelled}
    return {"Mô tả": described, "Bản giấy": copies, "Khác": other_choices}


def _rows_to_mend(session: Session, change: BulkChange, table: ImportTable) -> list[RowToMend]:
    """Return the rows that are refused or have doubtful cells, the refused ones first."""
    query = select(BulkLine).where(BulkLine.change_id == change.id, BulkLine.problem.is_not(None))
    lines = {line.row: line for line in session.scalars(query)}
    rows = []
    for number, (at, troubles) in import_tables.troubles(session, table, lines).items():
        line = lines.get(number)
        is_refused = line is not None and line.verdict is Verdict.REFUSED
        problem = (line.problem or "") if line else ""
        if is_refused or troubles or NOT_IMPORTED in problem:
            sentences = (problem,) if problem else tuple(t.sentence for t in troubles)
            title = line.title if line else ""
            columns = _columns_to_mend(table, troubles, problem, has_title=bool(title))
            cells = tuple(_cells_to_mend(table, at, columns))
            rows.append(RowToMend(number, title, sentences, cells, is_refused))
    return sorted(rows, key=lambda row: (not row.is_refused, row.number))


def _columns_to_mend(
    table: ImportTable, troubles: tuple[Trouble, ...], problem: str, *, has_title: bool
) -> set[int]:
    fields = table.table.fields
    columns = {trouble.column for trouble in troubles}
    if not has_title and "title" in fields:
        columns.add(fields.index("title"))
    if NOT_IMPORTED in problem and _REGISTRATION in fields:
        columns.add(fields.index(_REGISTRATION))
    return columns


def _cells_to_mend(
    table: ImportTable, at: int, columns: set[int]
) -> Iterator[tuple[str, str, str]]:
    """Yield cells as inputs; longer texts than an input sends back are mended in the list."""
    for column in sorted(columns):
        text = _on_one_line(table, at, column)
        if len(text) <= _MAX_CELL:
            yield f"o-{at}-{column}", table.table.headings[column], text


def _on_one_line(table: ImportTable, at: int, column: int) -> str:
    """Return the text of a cell as an input holds it: line breaks become semicolons."""
    cells = table.table.rows[at].cells if at < len(table.table.rows) else ()
    return "; ".join(cells[column].splitlines()) if column < len(cells) else ""
