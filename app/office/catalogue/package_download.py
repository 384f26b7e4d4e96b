"""Download of an item as a preservation package, made on request and cached."""

import hashlib
import json

from flask import Response, request
from flask_login import current_user

from app.downloads.file_order import FileOrder
from app.services import services
from app.web.attachments import send_made_file
from library.backup import item_rows
from library.database import reading, work
from library.errors import ItemNotFoundError
from library.recordings import silencing
from library.storage.stores import variables

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
    order = FileOrder(
        _PROGRAM,
        _VERSION,
        {"item": item_id, "rows": hashlib.sha256(content.encode()).hexdigest()},
        lambda: job,
        "zip",
        _expected_bytes(rows),
    )
    path = services().downloads.get(order, request.remote_addr or "")
    return send_made_file(path, "application/zip", f"{item_id}-goi-bao-quan.zip")


def _expected_bytes(rows: item_rows.ItemRows) -> int:
    files = (*rows.tables["source_file"], *rows.tables["derivative"])
    return sum(int(row["bytes"]) for row in files)
