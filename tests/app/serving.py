"""Local web server for browser tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Condition, Thread
from weakref import finalize
from wsgiref.types import StartResponse, WSGIEnvironment

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--accept-lang=vi-VN"]
"""Arguments of Chromium in tests; with its English default the site would be in English."""

_MAX_WAIT_SECONDS = 30


class Server:
    """A site served on a port; the test may close it and start another on the same port."""

    def __init__(self, app: Flask, port: int = 0) -> None:
        """Serve at a port; 0 takes a free one."""
        self._requests = _Requests(app)
        self._server = make_server("127.0.0.1", port, self._requests, threaded=True)
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def port(self) -> int:
        """Return the port."""
        return self._server.port

    @property
    def address(self) -> str:
        """Return the address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """End after the requests that are being answered; a browser keeps its connections open."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._requests.close()


class _Requests:
    """The requests to a site: counted while they are answered, and none answered once closed."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._changed = Condition()
        self._running: set[object] = set()
        self._is_closed = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> ClosingIterator:
        with self._changed:
            if self._is_closed:
                start_response("503 Service Unavailable", [])
                return ClosingIterator(())
            request = object()
            self._running.add(request)
        try:
            answer = ClosingIterator(
                self._app(environ, start_response), partial(self._end, request)
            )
        except BaseException:
            self._end(request)
            raise
        # werkzeug forgets to close an answer whose connection breaks at its end
        finalize(answer, self._end, request)
        return answer

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.wait_for(lambda: not self._running, _MAX_WAIT_SECONDS)

    def _end(self, request: object) -> None:
        with self._changed:
            self._running.discard(request)
            self._changed.notify_all()


def violations(page: Page) -> list[dict[str, object]]:
    """Return the faults axe-core sees; in dark colours only those of contrast, to be quick."""
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    rules = {"runOnly": {"type": "rule", "values": ["color-contrast"]}} if is_dark else {}
    return Axe().run(page, options=rules).response["violations"]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the site until the block ends and yield its address."""
    server = Server(app)
    try:
        yield server.address
    finally:
        server.close()
