"""Lets calendar programs subscribe to what is due: whoever knows the address may read it."""

from hmac import compare_digest

from flask import Response, abort

from app.services import services
from library import clock
from library.database import reading
from library.points.inventory import all_on
from library.programme.deadlines import due
from library.programme.deadlines.calendar_file import as_calendar


def send(key: str) -> Response:
    """Send the calendar of the province; without the key there is no such address."""
    wanted, today = services().settings.calendar_key, clock.today()
    if not wanted or not compare_digest(wanted.encode(), key.encode()):
        abort(404)
    with reading(services().database) as session:
        found = due.ahead(session, today, all_on(session, today), whole=True)
    name = f"{services().settings.library_name}: việc của chương trình"
    response = Response(
        as_calendar(found, name, clock.now()), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
