"""Page of the station for the librarian of the commune; nobody signs in there."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.who_asks import device_id
from app.services import services
from kit.contact.line_state import line_sentence, read_line_state
from kit.program.station_machine import read_outcome
from kit.station.problems import StationPageClosedError
from kit.station.state import StationState, served_edition, station_state
from kit.station.sticks import Stage, ask_for_letters, is_asked_for_letters, read_status
from library import clock
from library.database import reading

_OWN_SCREEN = frozenset({"127.0.0.1", "::1"})


def require_room() -> None:
    """Refuse those who are neither at the station's own screen nor at a computer of its room.

    Which computers those are comes with the first pack: until then everybody may look.
    """
    if request.remote_addr in _OWN_SCREEN or device_id() is not None:
        return
    with reading(services().database) as session:
        if served_edition(session) is not None:
            raise StationPageClosedError


def show() -> str:
    """Render the state of the station: its edition, the stick, what it owes, its health."""
    settings = services().settings
    return render_template(
        "kit/station.html",
        state=_state(),
        stick=read_status(settings),
        stages=Stage,
        program=read_outcome(),
        waits_for_stick=is_asked_for_letters(settings),
        line=line_sentence(read_line_state(settings), clock.now()),
    )


def show_sending() -> str:
    """Ask whether the figures shall go to the stick that is in the machine."""
    return render_template("kit/station_sending.html", state=_state())


def send() -> ResponseReturnValue:
    """Ask the service to write the figures to the stick."""
    ask_for_letters(services().settings)
    return redirect(url_for("room.station", _anchor="usb"), code=303)


def _state() -> StationState:
    with reading(services().database) as session:
        return station_state(services().settings, session)
