"""Record of an item as others receive it, its page as readers will see it, and its package."""

import hashlib
import json

from flask import Response, render_template, request
from flask_login import current_user

from app.accounts import preview_mode
from app.downloads.file_order import FileOrder
from app.public.items import item_page
from app.services import services
from app.web.attachments import send_made_file
from library.backup import item_rows
from library.catalogue import queries
from library.database import reading, work
from library.errors import ItemNotFoundError
from library.exchange.marc21.isbd import isbd
from library.exchange.marc21.marc_writing import to_record
from library.exchange.marc21.record_lines import dublin_core_lines, marc_lines
from library.exchange.records.item_descriptions import descriptions
from library.recordings import silencing
from library.storage.stores import variables


def show(item_id: str) -> str:
    """Show the record in each format."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        (description,) = descriptions(session, (item_id,))
    return render_template(
        "office/catalogue/record_views.html",
        record=record,
        card=isbd(to_record(description)),
        forms=(
            ("MARC 21", tuple(marc_lines(description))),
            ("Dublin Core", tuple(dublin_core_lines(description))),
        ),
    )


_AT_THE_LIBRARY = "thu-vien"


def show_preview(item_id: str) -> str:
    """Show an item as a reader at home sees it, or one at the library (`?o=thu-vien`)."""
    at_library = request.args.get("o") == _AT_THE_LIBRARY
    preview_mode.start_preview(at_library=at_library)
    try:
        view = item_page.item_view(item_id)
    except ItemNotFoundError:  # it is for staff only, or does not exist
        return render_template("office/catalogue/preview_not_possible.html", item_id=item_id)
    place = _AT_THE_LIBRARY if at_library else "nha"
    return render_template("public/items/item.html", previewing=place, **view.variables())


_PROGRAM = ("-m", "app.downloads.zip_package")
_VERSION = 1


def send(item_id: str) -> Response:
    """Send the package of an item as a ZIP; one with a sealed recording is noted as a hearing."""
    settings = services().settings
    with reading(services().database) as session:
        rows = item_rows.find_rows(session.connection(), item_id)
    if rows is None:
        raise ItemNotFoundError(item_id)
    if any(row["lifted"] is None for row in rows.tables["silenced_span"]):
        with work(services().database) as session:
            silencing.note_package(session, item_id, current_user.name)
    content = json.dumps(rows.tables, default=str, sort_keys=True)
    job = {"item_id": item_id, "variables": variables(settings)}
    files = (*rows.tables["source_file"], *rows.tables["derivative"])
    order = FileOrder(
        _PROGRAM,
        _VERSION,
        {"item": item_id, "rows": hashlib.sha256(content.encode()).hexdigest()},
        lambda: job,
        "zip",
        sum(int(row["bytes"]) for row in files),
    )
    path = services().downloads.get(order, request.remote_addr or "")
    return send_made_file(path, "application/zip", f"{item_id}-goi-bao-quan.zip")
