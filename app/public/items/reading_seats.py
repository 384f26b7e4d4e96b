"""The seat of a request that reads a library copy, and how it is taken."""

from functools import partial

from flask import Response, after_this_request, g, request, url_for

from app.accounts.preview_mode import previewed_reader
from app.accounts.who_asks import visitor
from app.services import services
from app.web.caching import NO_STORE, set_policy
from library import clock
from library.catalogue.access import copy_seats
from library.catalogue.access.copy_seats import Holder, Place
from library.catalogue.access.rights import Decision
from library.database import reading, work
from library.errors import name_problems, problem

SeatAwaitedError = problem("Bản sao này đang có đủ người đọc. Xin đợi đến lượt.", status=403)
name_problems(globals())

_VIEWERS = ["interfaces", "iiif"]
"""Interface of viewers, which might show a copy longer than a seat lasts."""


_QUEUE = "public.reading_queue"
"""Page that asks by itself again and again, which is no reading."""

_PAGES = ("public.page", "public.zoom", "public.article", "public.compare", "public.over_map")
_SHOWN_SECONDS = 540
"""Time after which an open page gives way to the queue: a seat lasts ten minutes from the last
request that was noted, up to a minute before it."""


def holder() -> Holder:
    """Return the computer and the sitting of a request from the library."""
    asking = visitor()
    return Holder(asking.device_id or 0, asking.sitting)


def seat_decision(item_id: str, *, is_staff: bool) -> Decision:
    """Return the decision on reading a library copy by somebody who may read on site."""
    if (request.blueprint or "").split(".")[:2] == _VIEWERS:
        return Decision(False, "là bản sao của thư viện, chỉ đọc trên trang này")
    if is_staff or previewed_reader() is not None:
        return Decision(True)
    if not place_of(item_id).may_read:
        return Decision(False, "là bản sao của thư viện, cần một chỗ đọc", needs_seat=True)
    after_this_request(partial(_end_with_seat, item_id))
    return Decision(True)


def place_of(item_id: str) -> Place:
    """Return the seat of this request, or its place in the queue; note that its reader is here."""
    places = _places()
    if item_id not in places:
        now = clock.now()
        with reading(services().database) as session:
            places[item_id] = copy_seats.find_place(session, item_id, holder(), now)
        is_read_now = (request.view_args or {}).get("item_id") == item_id
        if places[item_id].is_due and is_read_now and request.endpoint != _QUEUE:
            renew = partial(copy_seats.renew, item_id=item_id, holder=holder(), now=now)
            services().usage_writer.write(renew)
    return places[item_id]


def has_seat(item_id: str) -> bool:
    """Return True if this request reads a library copy by its seat."""
    place = _places().get(item_id)
    return place is not None and place.may_read


def take_seat(item_id: str) -> Place:
    """Take a free seat for this request, or enter the queue."""
    with work(services().database, copy_seats.TURN) as session:
        place = copy_seats.open_seat(session, item_id, holder(), clock.now())
    _places()[item_id] = place
    return place


def _places() -> dict[str, Place]:
    return g.setdefault("copy_places", {})


def stay_open() -> None:
    """Let this page stay open while nothing is asked for: a recording plays, and asks by itself."""
    g.stays_open = True


def _end_with_seat(item_id: str, response: Response) -> Response:
    """Let no browser store what a seat opened, nor show it when the idle seat is over."""
    if request.endpoint in _PAGES and "stays_open" not in g:
        queue = url_for(_QUEUE, item_id=item_id, trang=(request.view_args or {}).get("number"))
        response.headers["Refresh"] = f"{_SHOWN_SECONDS};url={queue}"
    return set_policy(response, NO_STORE)
