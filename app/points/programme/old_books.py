"""Import of old books: templates, handing in, preview, confirmation, undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk.bulk_labels import STATES
from app.office.ingest.upload_names import base_name
from app.points.programme import scope
from app.services import services
from app.web.actions import action
from app.web.attachments import XLSX, as_download
from app.web.body_limits import receives_files
from app.web.url_converters import screen_param
from library import clock
from library.bulk import change_reports, planned_changes
from library.bulk.apply_change import ACTIONABLE
from library.bulk.change_reports import CellLabels
from library.bulk.models import BulkChange, ChangeState, Verdict
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError
from library.exchange.filled_sheets import MAX_BYTES
from library.staff.permissions import may
from points.access_points.point_names import point_names
from points.programme.old_books import book_imports, book_templates, import_plans
from points.programme.old_books.book_imports import Choices
from points.programme.old_books.book_rows import row_of
from points.programme.old_books.books import book_of, books
from points.programme.old_books.import_plans import HandedIn
from points.programme.old_books.import_totals import totals
from points.programme.problems import NoFileError, NotYourPointError
from points.programme.registers.schema import REGISTER_GROUPS, Field, Register
from points.programme.reports.numbers_in_words import number

_ROWS_PER_SCREEN = 40
_MAX_TOTAL_LINES = 60
"""Lines of the totals table; more years and points are added up in the last line only."""

_VERDICTS = {
    Verdict.REFUSED: "cần sửa",
    Verdict.NEW: "mới",
    Verdict.CHANGE: "ghi số mới",
    Verdict.CLASH: "đã có, số khác",
    Verdict.SAME: "đã có, y hệt",
}
_PAGE = "programme.book_import"
_AMOUNTS = ("count", "money", "number")
_YEARS = range(1990, 2100)


def show_all() -> str:
    """Show the books that can be imported, and the latest imports."""
    with reading(services().database) as session:
        latest = book_imports.recent(session, None if scope.sees_all() else current_user.name)
    writable = [book for book in books().values() if may(current_user.role, book.permission)]
    groups = {
        title: [book for book in writable if book.room == room]
        for room, title in REGISTER_GROUPS.items()
    }
    return render_template(
        "points/programme/old_books.html",
        groups=groups,
        latest=latest,
        states=STATES,
    )


def show_book(book: str) -> str:
    """Show the columns of a book, its template and the form to hand in a file."""
    return _book_page(_may_import(book))


def send_template(book: str) -> Response:
    """Send the empty workbook of a book."""
    register = _may_import(book)
    with reading(services().database) as session:
        content = book_templates.template(register, scope.own_points(session))
    response = Response(content, content_type=XLSX)
    return as_download(response, f"Mẫu {register.title}.xlsx")


@receives_files
def hand_in(book: str) -> ResponseReturnValue:
    """Read a file and save the plan of its import."""
    register = _may_import(book)
    try:
        with reading(services().database) as session:
            own = _own_codes(session)
            file = _handed_in(own)
            plan = import_plans.plan(session, register, file, today=clock.today(), own=own)
        with work(services().database) as session:
            change = planned_changes.save(session, plan, current_user.name)
    except LibraryError as error:
        return _book_page(register, str(error)), error.status
    return redirect(url_for(_PAGE, change_id=change.id), code=303)


def show_import(change_id: int, problem: str = "") -> str:
    """Show the plan or the outcome of an import."""
    screen = screen_param()
    with reading(services().database) as session:
        change = _own_import(session, change_id)
        book, report = book_of(change.book), change_reports.change_report(session, change_id)
        verdict = _shown_verdict(report.counts)
        labels = _BookLabels({}, {}, {rule.name: rule for rule in book.fields})
        place = {"first": (screen - 1) * _ROWS_PER_SCREEN, "count": _ROWS_PER_SCREEN}
        lines = change_reports.lines(session, change_id, verdict, labels, **place)
        stored = book_imports.lines_of(session, change_id)
        closed_days, names = import_plans.closed_days(session), point_names(session)
        twin = book_imports.same_file(session, change)
    written = [line for line in stored if line.verdict in ACTIONABLE]
    is_planned = report.state is ChangeState.PLANNED
    sums = totals(book, [row_of(line) for line in (stored if is_planned else written)])
    new_days = [row_of(line).day for line in stored if line.verdict is Verdict.NEW]
    return render_template(
        "points/programme/book_import.html",
        change=report,
        book=book,
        names=names,
        verdicts=_VERDICTS if is_planned else {**_VERDICTS, Verdict.CLASH: "để lại"},
        verdict=verdict,
        counts={verdict.value: count for verdict, count in report.counts.items()},
        lines=lines,
        closed=sum(import_plans.is_closed(book, day, closed_days) for day in new_days),
        standing=[row_of(line) for line in written if not line.undone],
        sums=sums,
        total_lines=sums.lines[:_MAX_TOTAL_LINES],
        size=_ROWS_PER_SCREEN,
        screen=screen,
        twin=twin,
        problem=problem,
    )


@action(form_again=show_import)
def decide(session: Session, change_id: int) -> tuple[str, str]:
    """Apply, drop or undo an import."""
    act, address = request.form.get("viec", ""), url_for(_PAGE, change_id=change_id)
    change = _own_import(session, change_id)
    if act == "bo":
        book_imports.drop(session, change_id)
        address = url_for("programme.old_book", book=change.book)
        message = "Đã bỏ bản xem trước; chưa có gì được ghi vào sổ."
    else:
        message = (_undo if act == "hoan-tac" else _apply)(session, change_id)
    return message, address


def send_refused(change_id: int) -> Response:
    """Send the rows with problems as a workbook to correct and hand in again."""
    with reading(services().database) as session:
        change = _own_import(session, change_id)
        rows = [row_of(line) for line in book_imports.lines_of(session, change_id)]
        content = book_templates.refused_rows(book_of(change.book), rows)
    response = Response(content, content_type=XLSX)
    return as_download(response, f"Cần sửa - {PurePath(change.told).stem}.xlsx")


@dataclass(frozen=True, slots=True)
class _BookLabels(CellLabels):
    """Words for the values of a book."""

    fields: Mapping[str, Field]

    def name(self, name: str) -> str:
        """Return the label of a field."""
        return self.fields[name].label if name in self.fields else name

    def text(self, name: str, value: object) -> str:
        """Return a value as the register shows it."""
        rule = self.fields.get(name)
        if value is None or rule is None or name == "used_from" or rule.refers:
            return "" if value is None else str(value)
        if rule.kind == "yes":
            return "có" if value else "không"
        if rule.kind == "day":
            return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
        return number(value) if rule.kind in _AMOUNTS else str(value)


def _apply(session: Session, change_id: int) -> str:
    form, own = request.form, _own_codes(session)
    choices = Choices(update="cap-nhat" in form, closed="thang-chot" in form)
    book_imports.apply(session, change_id, choices, by=current_user.name, own=own)
    report = change_reports.change_report(session, change_id)
    other_count = sum(report.counts.values()) - report.done
    return f"Đã nhập {report.done} dòng; để lại {other_count} dòng."


def _undo(session: Session, change_id: int) -> str:
    own = _own_codes(session)
    count, changed_count = book_imports.undo(session, change_id, by=current_user.name, own=own)
    if changed_count:
        return (
            f"Đã hoàn tác {count} dòng; để lại {changed_count} dòng đã có người sửa sau khi nhập."
        )
    return f"Đã hoàn tác {count} dòng."


def _may_import(code: str) -> Register:
    book = book_of(code)
    if not may(current_user.role, book.permission):
        raise PermissionDeniedError
    return book


def _own_import(session: Session, change_id: int) -> BulkChange:
    change = book_imports.find(session, change_id)
    _may_import(change.book)
    if not scope.sees_all() and change.planned_by != current_user.name:
        raise NotYourPointError
    return change


def _own_codes(session: Session) -> frozenset[str] | None:
    """Return the codes of the points this person may write to; None for all."""
    if scope.sees_all():
        return None
    return frozenset(point.code for point in scope.own_points(session))


def _handed_in(own: frozenset[str] | None) -> HandedIn:
    upload, form = request.files.get("tep"), request.form
    if upload is None or not upload.filename:
        raise NoFileError
    year = form.get("nam", type=int)
    point = form.get("diem", "").strip() or None
    if point is not None and own is not None and point not in own:
        raise NotYourPointError
    return HandedIn(
        content=upload.read(MAX_BYTES + 1),
        name=base_name(upload.filename),
        source=form.get("so-goc", ""),
        year=year if year in _YEARS else None,
        point=point,
    )


def _book_page(book: Register, problem: str = "") -> str:
    with reading(services().database) as session:
        points = scope.own_points(session)
        by = None if scope.sees_all() else current_user.name
        latest = book_imports.recent(session, by, book=book.code, limit=10)
    return render_template(
        "points/programme/old_book.html",
        book=book,
        points=points,
        latest=latest,
        states=STATES,
        typed=request.form,
        problem=problem,
        this_year=clock.today().year,
    )


def _shown_verdict(counts: Mapping[Verdict, int]) -> Verdict:
    """Return the verdict whose lines are shown: the one asked for, or the first."""
    wanted = [verdict for verdict in _VERDICTS if verdict.value == request.args.get("dong")]
    return next((v for v in (*wanted, *_VERDICTS) if counts.get(v)), Verdict.NEW)
