"""Download of an item as a preservation package, made on request and cached."""

import hashlib
import json

from flask import Response, request

from app.downloads.file_order import FileOrder
from app.services import services
from app.web.attachments import send_made_file
from library.backup import item_rows
from library.database import reading
from library.errors import ItemNotFoundError
from library.storage.stores import variables

_PROGRAM = ("-m", "app.downloads.zip_package")
_VERSION = 1


def send(item_id: str) -> Response:
    """Send the package of an item as a ZIP."""
    settings = services().settings
    with reading(services().database) as session:
        rows = item_rows.find_rows(session.connection(), item_id)
    if rows is None:
        raise ItemNotFoundError(item_id)
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
