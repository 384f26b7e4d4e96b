"""Local web server for browser tests, on a free port."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server

CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--accept-lang=vi-VN"]
"""Arguments of Chromium in tests; with its English default the site would be in English."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the site until the block ends and yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
