"""MARC record of an item, edited line by line, with checks while typing."""

from collections.abc import Sequence

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.bulk.bulk_collections import rules
from app.office.catalogue.description_form import edition
from app.services import services
from library.bulk import marc_edits
from library.catalogue import queries
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.marc21.marc_checks import RecordCheck, check_record
from library.exchange.marc21.typed_record import TypedField, record_of_lines, typed_lines

_MAX_LINES = 300
"""Lines of a form, whose parts Werkzeug counts: three inputs for each line."""

Lines = tuple[TypedField, ...]


def show(item_id: str) -> str:
    """Show the record as a form."""
    lines = _stored_lines(item_id)
    return _page(item_id, lines, _digest(lines))


def save(item_id: str) -> ResponseReturnValue:
    """Save the record, or show it again with the problem of each line.

    Buttons that add or remove a line keep everything typed so far.
    """
    lines, seen = _submitted_lines(), request.form.get("ban", "")
    if (edited := _apply_line_button(lines)) is not None:
        return _page(item_id, edited[0], seen, focus=edited[1])
    checked = check_record(lines, services().settings.home)
    if not checked.passed or len(lines) > _MAX_LINES:
        flash("Chưa lưu: hãy sửa những dòng có lời báo.", "bad")
        return _page(item_id, lines, seen, checked=checked), 400
    stored = _stored_lines(item_id)
    if seen not in ("", _digest(stored)):
        return _show_conflict(item_id, lines, stored)
    try:
        with work(services().database) as session:
            record = record_of_lines(lines)
            marc_edits.save_record(session, item_id, record, rules(), current_user.name)
    except LibraryError as error:
        flash(str(error), "bad")
        return _page(item_id, lines, seen), error.status
    flash("Đã lưu biểu ghi MARC.", "good")
    return redirect(url_for("office.marc", item_id=item_id), code=303)


def check(item_id: str) -> ResponseReturnValue:
    """Return the checks of the lines typed so far as JSON, in the order of the lines."""
    checked = check_record(_submitted_lines(), services().settings.home)
    lines = [
        {
            "name": line.name,
            "parts": line.parts,
            "problem": line.problem,
            "remarks": line.remarks,
        }
        for line in checked.lines
    ]
    return jsonify({"item": item_id, "lines": lines, "problems": checked.problems})


def _stored_lines(item_id: str) -> Lines:
    with reading(services().database) as session:
        queries.item_record(session, item_id)
        return typed_lines(marc_edits.current_record(session, item_id))


def _show_conflict(item_id: str, lines: Lines, stored: Lines) -> ResponseReturnValue:
    """Show the lines that somebody else saved meanwhile above the typed ones."""
    flash("Chưa lưu: có người vừa sửa biểu ghi này. Hãy so rồi lưu lại.", "bad")
    meanwhile = tuple(line for line in stored if line not in lines)
    return _page(item_id, lines, _digest(stored), meanwhile=meanwhile), 409


def _page(
    item_id: str,
    lines: Lines,
    seen: str,
    *,
    checked: RecordCheck | None = None,
    focus: int | None = None,
    meanwhile: Lines = (),
) -> str:
    checked = checked or check_record(lines, services().settings.home)
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
    return render_template(
        "office/catalogue/edit_marc.html",
        record=record,
        lines=tuple(zip(lines, checked.lines, strict=True)),
        problems=checked.problems,
        edition=seen,
        focus=focus,
        meanwhile=meanwhile,
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


def _digest(lines: Sequence[TypedField]) -> str:
    """Return a digest of the record, to detect concurrent edits."""
    return edition({"lines": [(line.tag, line.indicators, line.content) for line in lines]})
