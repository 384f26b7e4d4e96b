"""Registers of the programme: list, entry history, new and changed entries."""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.points.programme import scope
from app.services import services
from app.web.form_versions import merge_form, stop_if_reopened
from app.web.url_converters import screen_param
from library import clock
from library.catalogue import queries
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError
from library.staff.permissions import may
from points.access_points.inventory import Point
from points.access_points.point_names import point_names
from points.programme.problems import BadEntryError
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.registers.schema import (
    Register,
    Value,
    ended_choices,
    item_ids,
    parse_form,
    read_day,
    register_of,
    with_deadline,
)
from points.programme.reports.freeze import content

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _FormValues:
    """Valid values of a submitted form."""

    point: str | None
    day: date
    values: dict[str, Value]


class _BadFormError(BadEntryError):
    """Invalid form, with error messages by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("Chưa ghi được: xem lời nhắc ở các ô dưới đây.")
        self.problems = problems


def show_all(register: str) -> str:
    """Show the entries of a register, newest day first, and the form for a new one."""
    return _list(_may_read(register))


@reopens
def enter(register: str) -> ResponseReturnValue:
    """Save a new entry."""
    schema = _may_write(register)
    try:
        stop_if_reopened()
        with work(services().database) as session:
            entry_form = _read_form(session, schema, scope.own_points(session))
            entry = entries.enter(
                session,
                schema,
                point=entry_form.point,
                day=entry_form.day,
                details=entry_form.values,
                by=current_user.name,
            )
    except LibraryError as error:
        return _list(schema, error), error.status
    flash(f"Đã ghi mục số {entry.number}.", "good")
    return redirect(url_for("programme.register", register=register), code=303)


def show(register: str, number: int) -> str:
    """Show an entry with all its revisions."""
    return _entry(_may_read(register), number)


@reopens
def change(register: str, number: int) -> ResponseReturnValue:
    """Save a new revision of an entry, withdraw it, or restore an earlier revision."""
    schema = _may_write(register)
    try:
        with work(services().database) as session:
            points = scope.own_points(session)
            previous = entries.entry_of(session, register, number)
            scope.must_be_mine(points, previous.point)
            message = _act(session, schema, previous, points)
    except LibraryError as error:
        return _entry(schema, number, error), error.status
    flash(message, "good")
    return redirect(url_for("programme.entry", register=register, number=number), code=303)


def _act(session: Session, schema: Register, previous: Entry, points: tuple[Point, ...]) -> str:
    staff_name, form = current_user.name, request.form
    revisions = entries.history(session, schema.code, previous.number)
    revision = form.get("ban", type=int) or 0
    shown_entry = next((entry for entry in revisions if entry.revision == revision), None)
    if form.get("viec") == "lay-lai":
        entries.restore_revision(session, schema.code, previous.number, revision, by=staff_name)
        return f"Đã lấy lại bản ghi thứ {revision}."
    if shown_entry is None:
        raise BadEntryError("Hãy mở lại mục này rồi sửa.")
    if form.get("viec") == "rut":
        entries.withdraw(session, shown_entry, by=staff_name, reason=form.get("ly-do", ""))
        return "Đã rút mục này; nó không còn được tính."
    merge_note = merge_form(_form_values(schema, previous), _labels(schema))
    entry_form = _read_form(session, schema, points)
    entries.change(
        session,
        previous,
        point=entry_form.point,
        day=entry_form.day,
        values=entry_form.values,
        by=staff_name,
        reason=form.get("ly-do", ""),
    )
    return f"Đã ghi bản mới; bản cũ vẫn ở dưới.{merge_note}"


def _form_values(register: Register, entry: Entry) -> dict[str, str]:
    """Return an entry as the fields of its form."""
    values = {"ngay": entry.day.isoformat()}
    values |= {"diem": entry.point or ""} if register.of_point else {}
    for field in register.fields:
        value = entry.get(field.name)
        if field.kind == "yes":
            values[field.name] = "1" if value else ""
        else:
            text = "" if value is None else str(value)
            values[field.name] = text.replace(".", ",") if field.kind == "number" else text
    return values


def _labels(register: Register) -> dict[str, str]:
    names = {field.name: field.label for field in register.fields}
    return {"ngay": register.day, "diem": "Điểm truy nhập", **names}


def _may_read(code: str) -> Register:
    return _may_write(code) if register_of(code).closed else register_of(code)


def _may_write(code: str) -> Register:
    register = register_of(code)
    if not may(current_user.role, register.permission):
        raise PermissionDeniedError
    return register


def _read_form(session: Session, register: Register, points: tuple[Point, ...]) -> _FormValues:
    entry_form = parse_form(register, request.form)
    problems = {**entry_form.problems, **_unknown_items(session, register, entry_form.values)}
    day = read_day(request.form.get("ngay", ""))
    if day is None:
        problems["ngay"] = f"Hãy ghi “{register.day}”, như 24/11/2026."
    else:
        problems = {**ended_choices(register, day, entry_form.values), **problems}
    point = request.form.get("diem", "").strip() or None
    if register.of_point:
        if point is None and not register.point_optional:
            problems["diem"] = "Hãy chọn điểm."
        else:
            scope.must_be_mine(points, point)
    if problems:
        raise _BadFormError(problems)
    values = with_deadline(register, day, entry_form.values)
    return _FormValues(point if register.of_point else None, day, values)


def _unknown_items(
    session: Session, register: Register, values: dict[str, Value]
) -> dict[str, str]:
    """Return an error message for each field that names unknown items."""
    problems = {}
    for field in register.fields:
        named_ids = item_ids(str(values.get(field.name, ""))) if field.kind == "items" else ()
        missing = [name for name in named_ids if name not in queries.records(session, named_ids)]
        if missing:
            problems[field.name] = f"Kho không có tài liệu mã {', '.join(missing)}."
    return problems


def _list(register: Register, error: LibraryError | None = None) -> str:
    screen = screen_param()
    with reading(services().database) as session:
        points = scope.own_points(session)
        names = point_names(session)
        all_entries = entries.entries(session, register.code, points=_point_codes(register, points))
        goals = content(session, clock.today()) if register.code == "so-hoa" else ()
    newest = all_entries[::-1]
    return render_template(
        "points/programme/register.html",
        register=register,
        points=points,
        names=names,
        entries=newest[(screen - 1) * _SHOWN : screen * _SHOWN],
        total=len(newest),
        size=_SHOWN,
        screen=screen,
        goals=goals,
        waiting=entries.open_on(all_entries, clock.today())[:10],
        today=clock.today(),
        typed=request.form or request.args,
        **_error_fields(error),
    )


def _entry(register: Register, number: int, error: LibraryError | None = None) -> str:
    with reading(services().database) as session:
        points = scope.own_points(session)
        names = point_names(session)
        history = entries.history(session, register.code, number)
        if register.of_point and history[-1].point is not None:
            scope.must_be_mine(points, history[-1].point)
    return render_template(
        "points/programme/entry.html",
        register=register,
        points=points,
        names=names,
        history=history,
        entry=history[-1],
        values=_form_values(register, history[-1]),
        today=clock.today(),
        typed=request.form,
        **_error_fields(error),
    )


def _point_codes(register: Register, points: tuple[Point, ...]) -> list[str] | None:
    if scope.sees_all() or not register.of_point:
        return None
    return [point.code for point in points]


def _error_fields(error: LibraryError | None) -> dict[str, object]:
    problems = error.problems if isinstance(error, _BadFormError) else {}
    return {"problem": "" if error is None else str(error), "problems": problems}
