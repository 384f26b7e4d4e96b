"""Identity of a request: staff, an enrolled public computer, or anyone; no reader names."""

from functools import lru_cache

from counter_robots import is_robot_or_machine
from flask import Response, g, request
from flask_login import current_user

from app.accounts import preview_mode, warning_pass
from app.accounts.room_pass import has_pass
from app.services import services
from library import clock
from library.catalogue.access.rights import Audience, Reader, audience_of
from library.database import reading
from library.staff.permissions import Permission
from points import at_library
from points.item_use import Visitor

DEVICE_COOKIE = "may"
_SESSION_COOKIE = "ngoi"
_TEN_YEARS_SECONDS = 10 * 365 * 24 * 3600


def device_id() -> int | None:
    """Return the id of the enrolled computer that sent the request, or None."""
    if "device_id" not in g:
        token = request.cookies.get(DEVICE_COOKIE)
        g.device_id = _look_up(token) if token else None
    return g.device_id


def keep_token(response: Response, token: str) -> None:
    """Set the device cookie with the token of an enrolled computer."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=_TEN_YEARS_SECONDS,
        httponly=True,
        samesite="Strict",
        secure=services().settings.https,
    )


def reader() -> Reader:
    """Return the facts about the client that decide its access rights."""
    return preview_mode.previewed_reader() or Reader(
        is_staff=current_user.is_authenticated,
        sees_drafts=current_user.is_authenticated and current_user.may(Permission.CATALOGUE),
        at_library=is_at_library(),
        today=clock.today().isoformat(),
        is_machine=_is_machine(),
        warned=warning_pass.confirmed_items(),
    )


def is_at_library() -> bool:
    """Return True if an enrolled computer asks from its point, or proved itself lately."""
    if "is_at_library" not in g:
        computer = device_id()
        g.is_at_library = computer is not None and _is_in_room(computer)
    return g.is_at_library


def audience() -> Audience:
    """Return the group that the client belongs to, which decides what searches find."""
    return audience_of(reader())


def _is_machine() -> bool:
    """Return True for interfaces of other systems, and for robots that say so."""
    interface = (request.blueprint or "").startswith("interfaces")
    return interface or _says_machine(request.user_agent.string)


@lru_cache(maxsize=256)
def _says_machine(user_agent: str) -> bool:
    """Return True for a robot by its name; a page asks for each of its items."""
    return is_robot_or_machine(user_agent)


def _is_in_room(computer: int) -> bool:
    address = request.remote_addr or ""
    with reading(services().database) as session:
        in_network = at_library.is_in_network(session, computer, address, clock.now())
    return has_pass(computer) if in_network is None else in_network


def visitor() -> Visitor:
    """Return address, user agent and device of the request, for visit counts."""
    session_token = request.cookies.get(_SESSION_COOKIE, "")
    return Visitor(request.remote_addr or "", request.user_agent.string, device_id(), session_token)


def _look_up(token: str) -> int | None:
    with reading(services().database) as session:
        return at_library.computer_of(session, token)
