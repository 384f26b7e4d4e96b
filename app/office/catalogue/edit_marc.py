"""MARC record of an item, edited line by line, with checks while typing."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.unsaved_forms import reopened, reopens
from app.office.bulk.bulk_collections import rules
from app.services import services
from app.web.form_versions import ShownClash, show_clashes, submitted_base
from library.catalogue import queries
from library.catalogue.access import openings
from library.catalogue.cataloguing import find_item
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.marc21.marc_checks import RecordCheck, check_record
from library.exchange.marc21.typed_record import TypedField, record_of_lines, typed_lines
from library.exchange.records import marc_edits
from library.three_way import merge_rows

_MAX_LINES = 300
"""Lines of a form, whose parts Werkzeug counts: three inputs for each line."""

Lines = tuple[TypedField, ...]


def show(item_id: str) -> str:
    """Show the record as a form."""
    lines = _stored_lines(item_id)
    return _page(item_id, lines, lines)


@reopens
def save(item_id: str) -> ResponseReturnValue:
    """Save the record, or show it again with the problem of each line.

    Buttons that add or remove a line keep everything typed so far.
    """
    lines, stored_lines = _submitted_lines(), _stored_lines(item_id)
    if (line_edit := _apply_line_button(lines)) is not None:
        return _page(item_id, line_edit[0], stored_lines, focus=line_edit[1])
    lines, is_decided = _merge(lines, stored_lines)
    if reopened() or not is_decided:
        return _page(item_id, lines, stored_lines), 200 if reopened() else 409
    record_check = check_record(lines, services().settings.home)
    if not record_check.passed or len(lines) > _MAX_LINES:
        flash("Chưa lưu: hãy sửa những dòng có lời báo.", "bad")
        return _page(item_id, lines, stored_lines, record_check=record_check), 400
    try:
        with work(services().database) as session:
            record = record_of_lines(lines)
            marc_edits.save_record(session, item_id, record, rules(), current_user.name)
            waits = openings.waits(session, find_item(session, item_id), current_user.name)
    except LibraryError as error:
        flash(str(error), "bad")
        return _page(item_id, lines, stored_lines), error.status
    waiting = "Biểu ghi MARC chờ một người khác duyệt; bạn đọc vẫn thấy như cũ."
    flash(waiting if waits else "Đã lưu biểu ghi MARC.", "good")
    return redirect(url_for("office.marc", item_id=item_id), code=303)


def check(item_id: str) -> ResponseReturnValue:
    """Return the checks of the lines typed so far as JSON, in the order of the lines."""
    record_check = check_record(_submitted_lines(), services().settings.home)
    lines = [
        {
            "name": line.name,
            "parts": line.parts,
            "problem": line.problem,
            "remarks": line.remarks,
        }
        for line in record_check.lines
    ]
    return jsonify({"item": item_id, "lines": lines, "problems": record_check.problems})


def _stored_lines(item_id: str) -> Lines:
    with reading(services().database) as session:
        queries.item_record(session, item_id)
        return typed_lines(marc_edits.current_record(session, item_id))


def _merge(lines: Lines, stored_lines: Lines) -> tuple[Lines, bool]:
    """Return the merged lines, and True unless a person has to decide."""
    form_base = submitted_base()
    base = stored_lines if form_base is None else _lines_of(form_base)
    merge = merge_rows(base, lines, stored_lines)
    show_clashes(
        _values(stored_lines),
        tuple(
            ShownClash("nd", f"Chỗ {number}", *map(_listed, clash))
            for number, clash in enumerate(merge.clashes, start=1)
        ),
    )
    return merge.rows, not merge.clashes


def _values(lines: Lines) -> dict[str, str]:
    """Return the lines as values from which a form begins."""
    return {"lines": json.dumps([astuple(line) for line in lines], ensure_ascii=False)}


def _lines_of(values: Mapping[str, str]) -> Lines:
    return tuple(TypedField(*line) for line in json.loads(values["lines"]))


def _listed(lines: Iterable[TypedField]) -> str:
    return "\n".join(f"{line.tag} {line.indicators} {line.content}" for line in lines)


def _page(
    item_id: str,
    lines: Lines,
    stored_lines: Lines,
    *,
    record_check: RecordCheck | None = None,
    focus: int | None = None,
) -> str:
    record_check = record_check or check_record(lines, services().settings.home)
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
    return render_template(
        "office/catalogue/edit_marc.html",
        record=record,
        lines=tuple(zip(lines, record_check.lines, strict=True)),
        problems=record_check.problems,
        values=_values(stored_lines),
        focus=focus,
        too_long=len(lines) > _MAX_LINES,
    )


def _submitted_lines() -> Lines:
    columns = [request.form.getlist(name)[: _MAX_LINES + 1] for name in ("nhan", "chi-thi", "nd")]
    return tuple(
        TypedField(tag.strip(), marks, content.replace("\r\n", "\n"))
        for tag, marks, content in zip(*columns, strict=False)
    )


def _apply_line_button(lines: Lines) -> tuple[Lines, int] | None:
    """Return the lines after the requested addition or removal and the line to type in."""
    for name, change in (("them", _added), ("bo", _removed)):
        place = request.form.get(name, "")
        if place.isdecimal() and int(place) < len(lines):
            return change(lines, int(place))
    return None


def _added(lines: Lines, place: int) -> tuple[Lines, int]:
    return (*lines[: place + 1], TypedField("", "##", "$a"), *lines[place + 1 :]), place + 1


def _removed(lines: Lines, place: int) -> tuple[Lines, int]:
    return (*lines[:place], *lines[place + 1 :]), max(place - 1, 0)
