"""Audit log for administrators, on screen and as CSV or XLSX."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from tempfile import TemporaryFile

from flask import Response, render_template, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine

from app.services import services
from app.web.attachments import XLSX, as_download
from app.web.formats import moment
from app.web.url_converters import day_param, screen_param, text_param
from library.bulk import find_items
from library.database import reading
from library.exchange.streamed_tables import Column, Value, csv_lines, write_book
from library.staff import audit_log, throttle
from library.staff.audit_labels import ACTION_GROUPS
from library.staff.audit_log import AuditLine

_SHOWN = 50
_NAME = "nhat-ky"
_COLUMNS = (
    Column("Thời điểm"),
    Column("Ai"),
    Column("Việc", 26),
    Column("Mã việc", 20),
    Column("Đối tượng", 20),
    Column("Chi tiết", 40),
    Column("Trước", 50),
    Column("Sau", 50),
)


def show() -> str:
    """Show the entries that match the filters, newest first."""
    criteria, screen = _wanted(), screen_param()
    with reading(services().database) as session:
        lines = audit_log.list_lines(session, criteria, first=(screen - 1) * _SHOWN, count=_SHOWN)
        subjects = tuple({line.subject for line in lines})
        params = {
            "ai": criteria.who,
            "viec": criteria.kind,
            "ve": criteria.subject,
            "tu": criteria.since.isoformat() if criteria.since else "",
            "den": criteria.until.isoformat() if criteria.until else "",
        }
        return render_template(
            "office/account/audit_log.html",
            days=_by_day(lines),
            titles={item.id: item.title for item in find_items.by_ids(session, subjects)},
            addresses=throttle.addresses_of(session, [line.id for line in lines]),
            total=audit_log.count_lines(session, criteria),
            people=audit_log.list_actors(session),
            kinds=ACTION_GROUPS,
            wanted=criteria,
            narrowed={name: value for name, value in params.items() if value},
            screen=screen,
            size=_SHOWN,
        )


def _by_day(lines: Sequence[AuditLine]) -> list[tuple[str, list[list[AuditLine]]]]:
    """Return the lines by day, and in a day the runs of one action of one person."""
    return [
        (day, [list(run) for _, run in groupby(of_day, lambda line: (line.who, line.action))])
        for day, of_day in groupby(lines, lambda line: moment(line.at).partition(" ")[2])
    ]


def send_csv() -> Response:
    """Stream the matching entries as CSV, however many."""
    lines = csv_lines(_COLUMNS, _rows(services().database, _wanted()))
    return as_download(Response(lines, content_type="text/csv; charset=utf-8"), f"{_NAME}.csv")


def send_xlsx() -> ResponseReturnValue:
    """Send the matching entries as XLSX, written to disk row by row."""
    file = TemporaryFile()  # noqa: SIM115  (closed by the response)
    write_book(file, _NAME, _COLUMNS, _rows(services().database, _wanted()))
    file.seek(0)
    return as_download(send_file(file, mimetype=XLSX), f"{_NAME}.xlsx")


def _rows(database: Engine, criteria: audit_log.AuditFilter) -> Iterator[tuple[Value, ...]]:
    for line in audit_log.iterate_lines(database, criteria):
        cells = (line.name, line.action, line.subject, line.detail, line.before, line.after)
        yield (moment(line.at), line.who, *cells)


def _wanted() -> audit_log.AuditFilter:
    kind = text_param("viec")
    return audit_log.AuditFilter(
        who=text_param("ai"),
        kind=kind if kind in ACTION_GROUPS else "",
        subject=text_param("ve"),
        since=day_param("tu"),
        until=day_param("den"),
    )
