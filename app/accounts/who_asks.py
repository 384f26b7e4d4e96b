"""Tells who asks: staff, an enrolled public computer, or anyone. Never a name of a reader."""

from flask import Response, g, request
from flask_login import current_user

from app.accounts import preview_mode
from app.services import services
from library import clock
from library.catalogue.access.rights import Reader
from library.database import reading
from library.points.enrolment import device_of
from library.usage.item_use import Visitor

DEVICE_COOKIE = "may"
_SITTING_COOKIE = "ngoi"
_TEN_YEARS = 10 * 365 * 24 * 3600


def device_id() -> int | None:
    """Return the enrolled computer the request comes from."""
    if "device_id" not in g:
        token = request.cookies.get(DEVICE_COOKIE)
        g.device_id = _look_up(token) if token else None
    return g.device_id


def keep_token(response: Response, token: str) -> None:
    """Let this browser show the token of its computer at every page of the library."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=_TEN_YEARS,
        httponly=True,
        samesite="Strict",
        secure=services().settings.https,
    )


def reader() -> Reader:
    """Return what matters about the one who asks, as far as rights go."""
    return preview_mode.seen_as() or Reader(
        is_staff=current_user.is_authenticated,
        at_library=device_id() is not None,
        today=clock.today().isoformat(),
    )


def visitor() -> Visitor:
    """Return where the request came from, for the count of visits."""
    sitting = request.cookies.get(_SITTING_COOKIE, "")
    return Visitor(request.remote_addr or "", request.user_agent.string, device_id(), sitting)


def _look_up(token: str) -> int | None:
    with reading(services().database) as session:
        return device_of(session, token)
