"""Dump of all public records at a lasting address, made once a day and when an item leaves."""

from dataclasses import asdict

from flask import Response, request, url_for

from app.downloads.file_order import FileOrder
from app.services import services
from app.web.attachments import send_made_file
from app.web.caching import REVALIDATE, set_policy
from library import clock
from library.catalogue import public_changes
from library.database import reading
from library.exchange.records.public_dump import Source

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
_PROGRAM = ("-m", "library.exchange.records.public_dump")
_VERSION = 2
_BYTES_PER_RECORD = 300
_ID = "0" * 12
"""An id to make a pattern of addresses from."""


def send(form: str) -> Response:
    """Send the dump of today; the first request of the day waits until it is made."""
    settings = services().settings
    with reading(services().database) as session:
        items = sum(count for count, _ in public_changes.collections(session).values())
        last_closed = public_changes.last_closed(session)
    address = url_for("public.item", item_id=_ID, _external=True)
    source = Source(settings.database_url, address.replace(_ID, "{}"))
    order = FileOrder(
        (*_PROGRAM, form),
        _VERSION,
        {"day": clock.today().isoformat(), "closed": str(last_closed), "address": address},
        lambda: asdict(source),
        f"{form}.gz",
        items * _BYTES_PER_RECORD,
    )
    path = services().downloads.get(order, request.remote_addr or "")
    response = send_made_file(path, "application/gzip", f"tai-lieu.{form}.gz")
    response.headers["Link"] = f'<{LICENCE}>; rel="license"'
    return set_policy(response, REVALIDATE)
