"""Lets a browser keep what it has: pages until they change, files for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from library.settings import Settings

A_YEAR = 365 * 24 * 3600


def install(app: Flask, _settings: Settings) -> None:
    """Name static files by their content, and pages by theirs."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
    folder = Path(app.static_folder)

    @app.url_defaults
    def name_by_content(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = _version(folder / values["filename"])

    app.after_request(_answer_unchanged)
    app.after_request(_ask_again_for_the_nameless)


def _answer_unchanged(response: Response) -> Response:
    """Send a page only when it differs from the one the browser has."""
    if response.mimetype != "text/html":
        return response
    response.vary.update(("Cookie", "Save-Data"))
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    if request.method == "GET" and response.status_code == 200 and not response.is_streamed:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def _ask_again_for_the_nameless(response: Response) -> Response:
    """Keep no file that was asked for without its version, as one module asks for another."""
    if request.endpoint == "static" and "v" not in request.args:
        response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
