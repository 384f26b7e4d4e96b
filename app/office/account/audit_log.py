"""Shows administrators the audit trail, and sends it as a file for a spreadsheet."""

from collections.abc import Iterator
from datetime import date
from tempfile import TemporaryFile

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine

from app.services import services
from app.web.attachments import XLSX, as_download
from app.web.formats import moment
from app.web.url_converters import asked, asked_screen
from library.catalogue.description.labels import LABELS
from library.database import reading
from library.exchange.streamed_tables import Column, Value, csv_lines, write_book
from library.staff import audit_log
from library.staff.audit_labels import KINDS

_SHOWN = 50
_DAYS = range(1900, 9000)
_NAME = "nhat-ky"
_COLUMNS = (
    Column("Lúc"),
    Column("Ai"),
    Column("Việc", 26),
    Column("Mã việc", 20),
    Column("Về", 20),
    Column("Chi tiết", 40),
    Column("Trước", 50),
    Column("Sau", 50),
)


def show() -> str:
    """Show the lines that are asked for, the newest first."""
    wanted, screen = _wanted(), asked_screen()
    with reading(services().database) as session:
        return render_template(
            "office/account/audit_log.html",
            lines=audit_log.lines(session, wanted, first=(screen - 1) * _SHOWN, count=_SHOWN),
            total=audit_log.how_many(session, wanted),
            people=audit_log.people(session),
            kinds=KINDS,
            labels=LABELS,
            wanted=wanted,
            narrowed=_narrowed(wanted),
            screen=screen,
            size=_SHOWN,
        )


def send_csv() -> Response:
    """Send the lines that are asked for as they are read, however many."""
    lines = csv_lines(_COLUMNS, _rows(services().database, _wanted()))
    return as_download(Response(lines, content_type="text/csv; charset=utf-8"), f"{_NAME}.csv")


def send_xlsx() -> ResponseReturnValue:
    """Send the lines that are asked for as a workbook, written to the disk row by row."""
    file = TemporaryFile()  # noqa: SIM115  (closed by the answer)
    write_book(file, _NAME, _COLUMNS, _rows(services().database, _wanted()))
    file.seek(0)
    return as_download(send_file(file, mimetype=XLSX), f"{_NAME}.xlsx")


def _rows(database: Engine, wanted: audit_log.Wanted) -> Iterator[tuple[Value, ...]]:
    for line in audit_log.all_lines(database, wanted):
        told = (line.name, line.action, line.subject, line.detail, line.before, line.after)
        yield (moment(line.at), line.who, *told)


def _wanted() -> audit_log.Wanted:
    kind = asked("viec")
    return audit_log.Wanted(
        who=asked("ai"),
        kind=kind if kind in KINDS else "",
        subject=asked("ve"),
        since=request.args.get("tu", type=_day),
        until=request.args.get("den", type=_day),
    )


def _day(typed: str) -> date:
    """Return a day that has a moment before it and one after it."""
    day = date.fromisoformat(typed)
    if not _DAYS.start <= day.year < _DAYS.stop:
        raise ValueError(typed)
    return day


def _narrowed(wanted: audit_log.Wanted) -> dict[str, str]:
    told = {
        "ai": wanted.who,
        "viec": wanted.kind,
        "ve": wanted.subject,
        "tu": wanted.since.isoformat() if wanted.since else "",
        "den": wanted.until.isoformat() if wanted.until else "",
    }
    return {name: value for name, value in told.items() if value}
