"""iCalendar feed of programme deadlines, protected by a secret address."""

from hmac import compare_digest

from flask import Response, abort

from app.services import services
from app.web.caching import for_seconds, set_policy
from library import clock
from library.database import reading
from points.access_points.inventory import points_on
from points.programme.deadlines import due
from points.programme.deadlines.calendar_file import as_calendar

_MAX_AGE_SECONDS = 3600


def send(key: str) -> Response:
    """Send the calendar of the province; without the right key the address is not found (404)."""
    expected_key, today = services().settings.calendar_key, clock.today()
    if not expected_key or not compare_digest(expected_key.encode(), key.encode()):
        abort(404)
    with reading(services().database) as session:
        events = due.due_ahead(session, today, points_on(session, today), whole_province=True)
    name = f"{services().settings.library_name}: việc của chương trình"
    response = Response(
        as_calendar(events, name, clock.now()), content_type="text/calendar; charset=utf-8"
    )
    set_policy(response, for_seconds(_MAX_AGE_SECONDS, public=False))
    return response
