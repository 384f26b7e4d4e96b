"""Page of the station for the librarian of the commune; nobody signs in there."""

from flask import render_template, request

from app.accounts.who_asks import is_at_library
from app.services import services
from kit.station.problems import StationPageClosedError
from kit.station.state import station_state
from library.database import reading

_OWN_SCREEN = frozenset({"127.0.0.1", "::1"})


def require_room() -> None:
    """Refuse those who are neither at the station's own screen nor at a computer of its room."""
    if request.remote_addr not in _OWN_SCREEN and not is_at_library():
        raise StationPageClosedError


def show() -> str:
    """Render the state of the station: its edition, the stick, what it owes, its health."""
    with reading(services().database) as session:
        state = station_state(services().settings, session)
    return render_template("kit/station.html", state=state)
