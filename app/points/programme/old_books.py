"""Import of old books: templates, handing in, preview, confirmation, undo."""

from pathlib import PurePath

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.ingest.upload_names import base_name
from app.points.programme import scope
from app.services import services
from app.web.attachments import XLSX, as_download
from app.web.body_limits import receives_files
from app.web.url_converters import screen_param
from library import clock
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError
from library.exchange.filled_sheets import MAX_BYTES
from library.staff.permissions import may
from points.access_points.point_names import point_names
from points.programme.old_books import book_imports, book_templates, import_plans
from points.programme.old_books.book_imports import Choices, ImportOutcome
from points.programme.old_books.books import book_of, books
from points.programme.old_books.import_plans import HandedIn
from points.programme.old_books.import_totals import totals
from points.programme.old_books.models import BookImport, ImportState, RowVerdict
from points.programme.problems import NoFileError, NotYourPointError
from points.programme.registers.schema import REGISTER_GROUPS, Register

_ROWS_PER_SCREEN = 40
_MAX_TOTAL_LINES = 60
"""Lines of the totals table; more years and points are added up in the last line only."""

VERDICTS = {
    RowVerdict.PROBLEM: "cần sửa",
    RowVerdict.NEW: "mới",
    RowVerdict.UPDATE: "đã có, số khác",
    RowVerdict.SAME: "đã có, y hệt",
}
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
        books=books(),
        states=_STATES,
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
            planned_import = import_plans.save(session, plan, current_user.name)
    except LibraryError as error:
        return _book_page(register, str(error)), error.status
    return redirect(url_for("programme.book_import", import_id=planned_import.id), code=303)


def show_import(import_id: int) -> str:
    """Show the plan or the outcome of an import."""
    return _import_page(import_id)


def decide(import_id: int) -> ResponseReturnValue:
    """Apply, drop or undo an import."""
    act, form = request.form.get("viec", ""), request.form
    address = url_for("programme.book_import", import_id=import_id)
    try:
        with work(services().database) as session:
            planned_import = _own_import(session, import_id)
            if act == "bo":
                book_imports.drop(session, import_id)
                address = url_for("programme.old_book", book=planned_import.book)
                message = "Đã bỏ bản xem trước; chưa có gì được ghi vào sổ."
            elif act == "hoan-tac":
                outcome = book_imports.undo(
                    session, import_id, by=current_user.name, own=_own_codes(session)
                )
                message = _undo_message(outcome)
            else:
                choices = Choices(update="cap-nhat" in form, closed="thang-chot" in form)
                outcome = book_imports.apply(
                    session, import_id, choices, by=current_user.name, own=_own_codes(session)
                )
                message = (
                    f"Đã nhập {outcome.row_count} dòng; để lại {len(outcome.skipped_rows)} dòng."
                )
    except LibraryError as error:
        return _import_page(import_id, str(error)), error.status
    flash(message, "good")
    return redirect(address, code=303)


def send_refused(import_id: int) -> Response:
    """Send the rows with problems as a workbook to correct and hand in again."""
    with reading(services().database) as session:
        planned_import = _own_import(session, import_id)
        rows = book_imports.rows_of(session, import_id)
        content = book_templates.refused_rows(book_of(planned_import.book), rows)
    response = Response(content, content_type=XLSX)
    return as_download(response, f"Cần sửa - {PurePath(planned_import.file).stem}.xlsx")


_STATES = {
    ImportState.PLANNED: "xem trước, chưa nhập",
    ImportState.APPLIED: "đã nhập",
    ImportState.UNDONE: "đã hoàn tác",
}


def _may_import(code: str) -> Register:
    book = book_of(code)
    if not may(current_user.role, book.permission):
        raise PermissionDeniedError
    return book


def _own_import(session: Session, import_id: int) -> BookImport:
    planned_import = book_imports.find(session, import_id)
    _may_import(planned_import.book)
    if not scope.sees_all() and planned_import.planned_by != current_user.name:
        raise NotYourPointError
    return planned_import


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


def _undo_message(outcome: ImportOutcome) -> str:
    if not outcome.skipped_rows:
        return f"Đã hoàn tác cả {outcome.row_count} dòng."
    return (
        f"Đã hoàn tác {outcome.row_count} dòng; để lại {len(outcome.skipped_rows)} dòng "
        "đã có người sửa sau khi nhập."
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
        states=_STATES,
        typed=request.form,
        problem=problem,
        this_year=clock.today().year,
    )


def _import_page(import_id: int, problem: str = "") -> str:
    screen = screen_param()
    with reading(services().database) as session:
        planned_import = _own_import(session, import_id)
        rows = book_imports.rows_of(session, import_id)
        names = point_names(session)
        twin = book_imports.same_file(session, planned_import)
        closed_days = import_plans.closed_days(session)
    book = book_of(planned_import.book)
    if planned_import.state is ImportState.PLANNED:  # months may have been closed since
        for row in rows:
            row.closed = import_plans.is_closed(book, row.day, closed_days)
    by_verdict = {verdict: [row for row in rows if row.verdict is verdict] for verdict in VERDICTS}
    group = next((v for v in VERDICTS if by_verdict[v] and v.value == request.args.get("dong")), "")
    group = group or next((verdict for verdict in VERDICTS if by_verdict[verdict]), RowVerdict.NEW)
    visible = by_verdict[group][(screen - 1) * _ROWS_PER_SCREEN : screen * _ROWS_PER_SCREEN]
    written_rows = [row for row in rows if row.written]
    sums = totals(book, rows if planned_import.state is ImportState.PLANNED else written_rows)
    filled_names = {name for row in visible for name in (*row.values, *row.problems)}
    return render_template(
        "points/programme/book_import.html",
        planned=planned_import,
        book=book,
        names=names,
        verdicts=VERDICTS,
        counts={verdict: len(of_verdict) for verdict, of_verdict in by_verdict.items()},
        counts_by={verdict.value: len(of_verdict) for verdict, of_verdict in by_verdict.items()},
        many_sheets=len({row.sheet for row in rows}) > 1,
        shown=group,
        rows=visible,
        fields=[rule for rule in book.fields if rule.name in filled_names],
        closed=sum(row.closed for row in by_verdict[RowVerdict.NEW]),
        standing=[row for row in written_rows if not row.undone],
        sums=sums,
        total_lines=sums.lines[:_MAX_TOTAL_LINES],
        size=_ROWS_PER_SCREEN,
        screen=screen,
        twin=twin,
        problem=problem,
    )
