"""Copies of public pages for a few seconds: a crowd that asks for one page costs one answer.

Readers without a cookie get them: no member of staff, no reader with an account, no public
computer, nobody with a setting of their own. A page that is a use by COUNTER is never copied by
nginx, since nginx could not count it; results of searches are copied here, and every reader is
counted.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from counter_robots import is_robot_or_machine
from flask import Flask, Response, current_app, g, request, session

from app.server.client_shares import VISIT_COOKIE
from library.settings import Settings

_EXTENSION = "brief copies"
_MAX_COPIES = 200
_MAKERS = 64
"""Locks; requests for the same page wait for each other."""

_USES = ("uses", "found")
"""Marks of a request for `app.web.usage_counting`."""


class _Copies:
    """Bodies of answers with their uses; one request at a time makes a body."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._copies: OrderedDict[object, tuple[float, str, dict[str, object]]] = OrderedDict()
        self._makers = tuple(threading.Lock() for _ in range(_MAKERS))

    def body(self, key: object, make: Callable[[], str]) -> str:
        """Return the body for a key; `make` is called unless a copy of it is still fresh."""
        with self._makers[hash(key) % _MAKERS]:
            copy = self._copies.get(key)
            if copy is None or copy[0] < time.monotonic():
                copy = self._store(key, make())
        _, body, uses = copy
        for name, value in uses.items():
            setattr(g, name, value)
        return body

    def _store(self, key: object, body: str) -> tuple[float, str, dict[str, object]]:
        uses = {name: g.get(name) for name in _USES if name in g}
        copy = time.monotonic() + self._seconds, body, uses
        if session.modified:  # the page has something of this reader, such as the token of a form
            return copy
        self._copies[key] = copy
        self._copies.move_to_end(key)
        with suppress(KeyError):  # another thread was faster
            while len(self._copies) > _MAX_COPIES:
                self._copies.popitem(last=False)
        return copy


def install(app: Flask, settings: Settings) -> None:
    """Copy nothing unless DIACHI_COPY_SECONDS is set."""
    if not settings.copy_seconds:
        return
    app.extensions[_EXTENSION] = _Copies(settings.copy_seconds)

    @app.after_request
    def let_the_proxy_copy(response: Response) -> Response:
        """Let nginx keep a page that is no use; it hides this header from readers."""
        is_page = request.blueprint == "public" and response.mimetype == "text/html"
        if is_page and response.status_code == 200 and "uses" not in g and _is_for_everybody():
            response.headers["X-Accel-Expires"] = str(settings.copy_seconds)
        return response


def brief(view: Callable[[], str]) -> Callable[[], str]:
    """Wrap a view without parameters in its path: answer readers without cookies from copies."""

    @wraps(view)
    def wrapper() -> str:
        copies = current_app.extensions.get(_EXTENSION)
        if copies is None or not _is_for_everybody():
            return view()
        headers = (request.headers.get(name) for name in ("Accept-Language", "Save-Data"))
        is_robot = is_robot_or_machine(request.user_agent.string)  # which may find less
        return copies.body((request.host_url, request.full_path, is_robot, *headers), view)

    return wrapper


def _is_for_everybody() -> bool:
    has_cookies = request.cookies.keys() - {VISIT_COOKIE}
    return request.method == "GET" and not has_cookies and not session.modified
