"""Shows the registers of the programme, and writes in them."""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.programme import scope
from app.services import services
from app.web.url_converters import asked_screen
from library import clock
from library.catalogue import queries
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError
from library.points.inventory import Point
from library.programme.problems import BadEntryError
from library.programme.registers import entries
from library.programme.registers.entries import Entry
from library.programme.registers.schema import (
    Register,
    Value,
    item_ids,
    read_day,
    register_of,
    understand,
)
from library.programme.reports.freeze import content
from library.staff.permissions import may

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Filled:
    """A form that was understood."""

    point: str | None
    day: date
    told: dict[str, Value]


class _BadFormError(BadEntryError):
    """A form in which something could not be understood, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("Chưa ghi được: xem lời nhắc ở các ô dưới đây.")
        self.problems = problems


def show_all(register: str) -> str:
    """Show the entries of a register, the newest day first, and its form."""
    return _list(register_of(register))


def enter(register: str) -> ResponseReturnValue:
    """Write a new entry."""
    of = _may_write(register)
    try:
        with work(services().database) as session:
            filled = _filled(session, of, scope.mine(session))
            entry = entries.enter(
                session,
                of,
                point=filled.point,
                day=filled.day,
                told=filled.told,
                by=current_user.name,
            )
    except LibraryError as error:
        return _list(of, error), error.status
    flash(f"Đã ghi mục số {entry.number}.", "good")
    return redirect(url_for("programme.register", register=register), code=303)


def show(register: str, number: int) -> str:
    """Show an entry with all it ever said."""
    return _entry(register_of(register), number)


def change(register: str, number: int) -> ResponseReturnValue:
    """Write an entry once more, take it back, or let it say again what it said before."""
    of = _may_write(register)
    try:
        with work(services().database) as session:
            points = scope.mine(session)
            before = entries.entry_of(session, register, number)
            scope.must_be_mine(points, before.point)
            said = _act(session, of, before, points)
    except LibraryError as error:
        return _entry(of, number, error), error.status
    flash(said, "good")
    return redirect(url_for("programme.entry", register=register, number=number), code=303)


def _act(session: Session, of: Register, before: Entry, points: tuple[Point, ...]) -> str:
    who, told = current_user.name, request.form
    seen = entries.history(session, of.code, before.number)
    revision = told.get("ban", type=int) or 0
    shown = next((entry for entry in seen if entry.revision == revision), None)
    if told.get("viec") == "lay-lai":
        entries.bring_back(session, of.code, before.number, revision, by=who)
        return f"Đã lấy lại bản ghi thứ {revision}."
    if shown is None:
        raise BadEntryError("Hãy mở lại mục này rồi sửa.")
    if told.get("viec") == "rut":
        entries.take_back(session, shown, by=who, reason=told.get("ly-do", ""))
        return "Đã rút mục này; nó không còn được tính."
    filled = _filled(session, of, points)
    entries.change(
        session,
        shown,
        point=filled.point,
        day=filled.day,
        told=filled.told,
        by=who,
        reason=told.get("ly-do", ""),
    )
    return "Đã ghi bản mới; bản cũ vẫn ở dưới."


def _may_write(code: str) -> Register:
    register = register_of(code)
    if not may(current_user.role, register.permission):
        raise PermissionDeniedError
    return register


def _filled(session: Session, register: Register, points: tuple[Point, ...]) -> _Filled:
    typed = understand(register, request.form)
    problems = {**typed.problems, **_unknown_items(session, register, typed.told)}
    day = read_day(request.form.get("ngay", ""))
    if day is None:
        problems["ngay"] = f"Hãy ghi “{register.day}”, như 24/11/2026."
    point = request.form.get("diem", "").strip() or None
    if register.of_point:
        if point is None and not register.point_optional:
            problems["diem"] = "Hãy chọn điểm."
        else:
            scope.must_be_mine(points, point)
    if problems:
        raise _BadFormError(problems)
    return _Filled(point if register.of_point else None, day, typed.told)


def _unknown_items(session: Session, register: Register, told: dict[str, Value]) -> dict[str, str]:
    """Say which items a field names that the house does not hold."""
    problems = {}
    for field in register.fields:
        named = item_ids(str(told.get(field.name, ""))) if field.kind == "items" else ()
        missing = [name for name in named if name not in queries.records(session, named)]
        if missing:
            problems[field.name] = f"Kho không có tài liệu mã {', '.join(missing)}."
    return problems


def _list(register: Register, error: LibraryError | None = None) -> str:
    screen = asked_screen()
    with reading(services().database) as session:
        points = scope.mine(session)
        found = entries.entries(session, register.code, points=_whose(register, points))
        goals = content(session, clock.today()) if register.code == "so-hoa" else ()
    newest = found[::-1]
    return render_template(
        "programme/register.html",
        register=register,
        points=points,
        names={point.code: point.facts.name for point in points},
        entries=newest[(screen - 1) * _SHOWN : screen * _SHOWN],
        total=len(newest),
        size=_SHOWN,
        screen=screen,
        goals=goals,
        waiting=entries.open_on(found, clock.today())[:10],
        today=clock.today(),
        typed=request.form,
        **_said(error),
    )


def _entry(register: Register, number: int, error: LibraryError | None = None) -> str:
    with reading(services().database) as session:
        points = scope.mine(session)
        history = entries.history(session, register.code, number)
        if register.of_point and history[-1].point is not None:
            scope.must_be_mine(points, history[-1].point)
    return render_template(
        "programme/entry.html",
        register=register,
        points=points,
        names={point.code: point.facts.name for point in points},
        history=history,
        entry=history[-1],
        today=clock.today(),
        typed=request.form,
        **_said(error),
    )


def _whose(register: Register, points: tuple[Point, ...]) -> list[str] | None:
    if scope.sees_all() or not register.of_point:
        return None
    return [point.code for point in points]


def _said(error: LibraryError | None) -> dict[str, object]:
    problems = error.problems if isinstance(error, _BadFormError) else {}
    return {"problem": "" if error is None else str(error), "problems": problems}
