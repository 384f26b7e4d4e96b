"""Says what a reader's own browser may keep for a lost line; a public computer keeps nothing."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, g, render_template, request, url_for
from flask_login import current_user

from app.accounts.who_asks import DEVICE_COOKIE
from library.settings import Settings

_HEADER = "Dia-Chi-Keep"
_DESK_OF_COMPUTERS = "kiosk"
_WORKER = "js/keeping/worker.js"


def install(app: Flask, _settings: Settings) -> None:
    """Look at each answer on its way out, and tell templates who keeps."""
    app.after_request(_say_so)
    app.context_processor(lambda: {"keeper": _keeper()})


def may_be_kept() -> None:
    """Say that this page is open to everyone, so that the browser may keep it."""
    g.kept = True


def send_worker() -> Response:
    """Send the script that keeps; its address tells its version."""
    response = current_app.send_static_file(_WORKER)
    response.headers["Cache-Control"] = "no-cache"
    return response


def show_kept() -> str:
    """Show what is kept: also the page that is there when no other is."""
    return render_template("public/offline.html")


def _say_so(response: Response) -> Response:
    if g.pop("kept", False) and response.status_code == 200 and _keeper():
        response.headers[_HEADER] = "1"
    return response


def _keeper() -> str | None:
    """Return the address of the script that keeps; none for staff, empty on a public computer."""
    if not request:
        return None
    if DEVICE_COOKIE in request.cookies or request.blueprint == _DESK_OF_COMPUTERS:
        return ""
    if current_user.is_authenticated:
        return None
    return url_for("public.keeper", v=_version(Path(current_app.root_path)))


@cache
def _version(site: Path) -> str:
    """Return another name as soon as a style, a script or the page for a lost line is another."""
    parts = (*sorted(site.glob("static/**/*.*s")), site / "templates" / "public" / "offline.html")
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:12]
