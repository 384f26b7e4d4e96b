"""Makes this computer known to the library by a code that is typed once."""

from pathlib import Path

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.who_asks import device_id, keep_token
from app.services import services
from library.database import work
from library.points.enrolment import enrol

_NEW = "m"
"""Says to the page that the token in the fragment was given just now: it shows the shortcut."""


def show() -> str:
    """Show the desk of a computer that is known, and ask for the code when it is not."""
    return _desk(known=device_id() is not None, refused=False)


def enrol_this() -> ResponseReturnValue:
    """Exchange the code for a token that stays in this browser; a fragment enters no log."""
    with work(services().database) as session:
        token = enrol(session, request.form.get("ma", ""))
    if token is None:
        return _desk(known=False, refused=True), 400
    response = redirect(url_for("kiosk.enrolment", _anchor=f"{_NEW}={token}"), code=303)
    keep_token(response, token)
    return response


def send_worker() -> Response:
    """Send the script that lets `/may`, and nothing else, open with the line down."""
    response = current_app.send_static_file("js/kiosk/worker.js")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = url_for("kiosk.enrolment")
    return response


def send_agent() -> Response:
    """Send the agent, a program of one file that knows whose it is."""
    program = Path(__file__).with_name("agent.py").read_text(encoding="utf-8")
    known = program.replace('LIBRARY = ""', f"LIBRARY = {request.url_root.rstrip('/')!r}", 1)
    response = Response(known, content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="tro-ly.py"'
    return response


def _desk(*, known: bool, refused: bool) -> str:
    """Show the desk; it names all its modules, so that the browser can keep every one."""
    scripts = Path(current_app.static_folder, "js", "kiosk").glob("*.js")
    modules = sorted(script.name for script in scripts if script.stem not in ("main", "worker"))
    return render_template("kiosk/desk.html", known=known, refused=refused, modules=modules)
