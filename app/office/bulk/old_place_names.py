"""A list of old place names in, a table of units of today and of doubts out; nothing is stored."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.services import services
from app.web.attachments import as_download
from app.web.body_limits import receives_files
from library.database import reading
from library.errors import LibraryError
from library.exchange.filled_sheets import MAX_BYTES
from library.exchange.old_names import HEADINGS, OldName, read_file, read_pasted, resolve
from library.exchange.workbooks import Table, to_csv
from library.places.edition import current_history

_SHOWN = 200


def show() -> str:
    """Show the form for a list."""
    return _page("")


@receives_files
def read() -> ResponseReturnValue:
    """Show the lines of a list with their units and doubts, or send all as a CSV file."""
    typed_text, upload = request.form.get("danh-sach", ""), request.files.get("tep")
    try:
        if upload is not None and upload.filename:
            rows = read_file(upload.stream.read(MAX_BYTES + 1), upload.filename)
        else:
            rows = read_pasted(typed_text)
        with reading(services().database) as session:
            history = current_history(session)
        names = resolve(history, rows)
    except LibraryError as error:
        return _page(typed_text, problem=str(error)), error.status
    if request.form.get("viec") != "csv":
        return _page(typed_text, names)
    table = Table("", HEADINGS, tuple(name.cells for name in names))
    response = Response(to_csv(table), content_type="text/csv; charset=utf-8")
    return as_download(response, "địa danh cũ và mới.csv")


def _page(typed: str, names: tuple[OldName, ...] = (), problem: str = "") -> str:
    doubts = tuple(name for name in names if not name.unit)
    clear = tuple(name for name in names if name.unit)
    return render_template(
        "office/bulk/old_place_names.html",
        typed=typed,
        problem=problem,
        counts=(len(names), len(clear), len(doubts)),
        doubts=doubts[:_SHOWN],
        clear=clear[:_SHOWN],
        shown=_SHOWN,
    )
