"""Spreadsheet round trip: export of selected items and re-import of the edited file."""

import tempfile
from collections.abc import Iterator

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.bulk.bulk_collections import collection_titles, rules
from app.office.bulk.record_exchange import read_content
from app.office.ingest.upload_names import base_name
from app.services import AppServices, services
from app.web.attachments import XLSX, as_download
from app.web.body_limits import receives_files
from app.web.record_files import are_records
from library import clock
from library.bulk import planned_changes, selections
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.filled_sheets import read_edited_list
from library.exchange.streamed_tables import csv_lines, write_book
from library.incoming import export, reimport
from library.incoming.columns import columns

_MEMORY_LIMIT_BYTES = 4_000_000


def send_xlsx(selection_id: int) -> Response:
    """Send the selected items as an XLSX workbook for editing."""
    titles, own_labels = collection_titles(), rules().own
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        file = tempfile.SpooledTemporaryFile(max_size=_MEMORY_LIMIT_BYTES)  # noqa: SIM115  (sent, then closed)
        rows = export.rows(session, ids, titles, own_labels)
        write_book(file, "Tài liệu", columns(own_labels), rows, to_edit=True)
    file.seek(0)
    return as_download(send_file(file, mimetype=XLSX), _name("xlsx"))


def send_csv(selection_id: int) -> Response:
    """Send the selected items as a CSV file for editing."""
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
    csv_rows = _lines(services(), ids, collection_titles(), rules().own)
    response = Response(csv_rows, content_type="text/csv; charset=utf-8")
    return as_download(response, _name("csv"))


def show() -> str:
    """Show the upload form for an edited spreadsheet."""
    return render_template("office/bulk/reimport.html")


@receives_files
def take_back() -> ResponseReturnValue:
    """Compare an edited spreadsheet with the catalogue and show the planned changes."""
    upload = request.files.get("bang")
    if upload is None or not upload.filename:
        return _refused("Hãy chọn một tệp."), 400
    name = base_name(upload.filename)
    content = read_content(upload, name)
    if are_records(content):
        return _refused(f"“{name}” là tệp biểu ghi, không phải bảng đã xuất.", records=True), 422
    try:
        table = read_edited_list(content, name)
        with reading(services().database) as session:
            plan = reimport.plan(session, table, name, rules())
    except LibraryError as error:
        return _refused(str(error)), error.status
    with work(services().database) as session:
        change = planned_changes.save(session, plan, current_user.name)
    return redirect(url_for("office.bulk_change", change_id=change.id), code=303)


def _refused(reason: str, *, records: bool = False) -> str:
    return render_template("office/bulk/reimport.html", refused=reason, records=records)


def _lines(
    app_services: AppServices,
    ids: tuple[str, ...],
    titles: dict[str, str],
    own_labels: dict[str, str],
) -> Iterator[bytes]:
    with reading(app_services.database) as session:
        yield from csv_lines(columns(own_labels), export.rows(session, ids, titles, own_labels))


def _name(suffix: str) -> str:
    return f"tai-lieu {clock.today():%Y-%m-%d}.{suffix}"
