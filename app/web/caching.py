"""Lets a browser keep what it has: pages until they change, files for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from library.settings import Settings

A_YEAR = 365 * 24 * 3600
FOR_GOOD = f"public, max-age={A_YEAR}, immutable"
"""What is said of an address that names its content."""


def install(app: Flask, _settings: Settings) -> None:
    """Name static files by their content, and pages by theirs."""
    folder = Path(app.static_folder)

    @app.url_defaults
    def name_by_content(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = _version(folder / values["filename"])

    @app.after_request
    def keep_what_is_named(response: Response) -> Response:
        """Let a file be kept for good under its own version, and under no other."""
        if request.endpoint == "static" and response.status_code == 200:
            named = request.args.get("v") == _version(folder / request.view_args["filename"])
            response.headers["Cache-Control"] = FOR_GOOD if named else "no-cache"
        return response

    app.after_request(_answer_unchanged)


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


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
