"""Enrolment of this computer with a code that is typed once."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.who_asks import device_id, keep_token
from app.points.kiosk.agent.input_seen import PORT
from app.services import services
from app.web.caching import REVALIDATE, set_policy
from app.web.security import allow_connections
from kit.outbox.enrolment_reports import report_enrolment
from library.database import work
from library.errors import AccountLockedError
from library.installation import secret_key
from library.staff import throttle
from points.access_points.enrolment import device_of, enrol
from points.access_points.problems import TooManyCodesError

_Tokens = TypeVar("_Tokens")
AGENT_ORIGIN = f"http://127.0.0.1:{PORT}"
"""Door of the agent on the machine of the page (`agent/page_door.py`)."""

_NEW_DEVICE_ANCHOR = "m"
"""Marks a new token in the fragment, so that the page offers the shortcut."""


def show() -> Response:
    """Render the start page of an enrolled computer, or the form for the code."""
    return _page(is_enrolled=device_id() is not None, refused=False)


def exchange(
    session: Session, code: str, enrol_client: Callable[[Session, str], _Tokens | None]
) -> _Tokens | None:
    """Exchange a code for tokens; raise TooManyCodesError while this address must wait."""
    keys = throttle.enrolment_keys(secret_key(services().settings), request.remote_addr or "")
    try:
        throttle.count_attempt(session, keys)
    except AccountLockedError as error:
        raise TooManyCodesError(*error.args) from error
    token = enrol_client(session, code)
    if token is not None:
        throttle.record_success(session, keys)
    return token


def enrol_browser() -> ResponseReturnValue:
    """Exchange the code for a token kept by this browser; fragments are never logged."""
    try:
        with work(services().database) as session:
            token = exchange(session, request.form.get("ma", ""), enrol)
            if token is not None and (computer := device_of(session, token)) is not None:
                report_enrolment(session, services().settings, computer)
    except TooManyCodesError as error:
        return _page(is_enrolled=False, refused=True, delay=str(error)), error.status
    if token is None:
        return _page(is_enrolled=False, refused=True), 400
    response = redirect(
        url_for("kiosk.enrolment", _anchor=f"{_NEW_DEVICE_ANCHOR}={token}"), code=303
    )
    keep_token(response, token)
    return response


def send_worker() -> Response:
    """Send the service worker that opens `/may`, and nothing else, without a connection."""
    response = current_app.send_static_file("js/kiosk/worker.js")
    set_policy(response, REVALIDATE)
    response.headers["Service-Worker-Allowed"] = url_for("kiosk.enrolment")
    return response


def _page(*, is_enrolled: bool, refused: bool, delay: str = "") -> Response:
    """Render the start page with the names of all its modules, for offline use."""
    scripts = Path(current_app.static_folder, "js", "kiosk").glob("*.js")
    modules = sorted(script.name for script in scripts if script.stem not in ("main", "worker"))
    page = render_template(
        "points/kiosk/desk.html",
        is_enrolled=is_enrolled,
        refused=refused,
        delay=delay,
        modules=modules,
        event_months=services().settings.event_months,
    )
    return allow_connections(make_response(page), AGENT_ORIGIN)
