"""Limits of request bodies: 1 MB, except for uploads of signed-in staff; no depth without end."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Request, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from library.settings import Settings

_T = TypeVar("_T")
MAX_FORM_BYTES = 1 << 20
"""Largest form: the text of a page, or a choice among thousands of pages."""

_UPLOAD_BYTES = "UPLOAD_BYTES"
_STAFF_SESSION = "_user_id"
"""Key of Flask-Login in the signed session cookie."""


class _BoundedJson(DefaultJSONProvider):
    """JSON of the site; what is nested too deeply for Python is malformed."""

    def loads(self, s: str | bytes, **kwargs: object) -> object:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError from error


def receives_files(view: Callable[..., _T]) -> Callable[..., _T]:
    """Mark a view to which staff upload files; other views accept forms only."""
    view.receives_files = True
    return view


def install(app: Flask, settings: Settings) -> None:
    """Limit each request before a hook or a view reads its body."""
    app.json = _BoundedJson(app)
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.config[_UPLOAD_BYTES] = max(settings.upload_mb << 20, MAX_FORM_BYTES)
    app.before_request(lambda: _set_limit(app))


def max_body_bytes(app: Flask, method: str, path: str, cookie: str) -> int:
    """Return the largest body of a request of which only the header has arrived."""
    try:
        endpoint, _ = app.url_map.bind("").match(path, method)
    except HTTPException:  # no such address, or a redirect
        return MAX_FORM_BYTES
    header = {"HTTP_COOKIE": cookie, "wsgi.url_scheme": "http", "SERVER_NAME": "", "PATH_INFO": ""}
    return _limit(app, endpoint, app.request_class(header))


def _set_limit(app: Flask) -> None:
    request.max_content_length = _limit(app, request.endpoint, request)


def _limit(app: Flask, endpoint: str | None, incoming: Request) -> int:
    view = app.view_functions.get(endpoint)
    if not getattr(view, "receives_files", False):
        return MAX_FORM_BYTES
    visit = app.session_interface.open_session(app, incoming)
    return app.config[_UPLOAD_BYTES] if _STAFF_SESSION in visit else MAX_FORM_BYTES
