"""Sends chosen items out as a spreadsheet, and takes the spreadsheet back."""

import tempfile
from collections.abc import Iterator

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.bulk.bulk_collections import rules, shelves
from app.office.bulk.uploaded_lists import content
from app.office.ingest.upload_names import last_name
from app.services import AppServices, services
from app.web.attachments import XLSX, as_download
from library import clock
from library.bulk import export, planned_changes, reimport, selections
from library.bulk.columns import columns
from library.database import reading, work
from library.exchange.returned_spreadsheets import read_table
from library.exchange.streamed_tables import csv_lines, write_book

_IN_MEMORY = 4_000_000


def send_xlsx(selection_id: int) -> Response:
    """Send chosen items as a workbook to be edited."""
    told, own = shelves(), rules().own
    written = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (sent, then closed)
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        rows = export.rows(session, ids, told, own)
        write_book(written, "Tài liệu", columns(own), rows, to_edit=True)
    written.seek(0)
    return as_download(send_file(written, mimetype=XLSX), _name("xlsx"))


def send_csv(selection_id: int) -> Response:
    """Send chosen items as a CSV file to be edited."""
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
    written = _lines(services(), ids, shelves(), rules().own)
    sent = Response(written, content_type="text/csv; charset=utf-8")
    return as_download(sent, _name("csv"))


def show() -> str:
    """Ask for a spreadsheet that was edited."""
    return render_template("office/bulk/reimport.html")


def take_back() -> ResponseReturnValue:
    """Compare a spreadsheet with what is held, and show what would change."""
    given = request.files.get("bang")
    if given is None or not given.filename:
        page = render_template("office/bulk/reimport.html", refused="Hãy chọn một tệp.")
        return page, 400
    name = last_name(given.filename)
    table = read_table(content(given, name), name)
    with reading(services().database) as session:
        plan = reimport.plan(session, table, name, rules())
    with work(services().database) as session:
        change = planned_changes.keep(session, plan, current_user.name)
    return redirect(url_for("office.bulk_change", change_id=change.id), code=303)


def _lines(
    opened: AppServices, ids: tuple[str, ...], told: dict[str, str], own: dict[str, str]
) -> Iterator[bytes]:
    with reading(opened.database) as session:
        yield from csv_lines(columns(own), export.rows(session, ids, told, own))


def _name(suffix: str) -> str:
    return f"tai-lieu {clock.today():%Y-%m-%d}.{suffix}"
