"""HTTP caching: every cache policy of the site, ETags for pages, versions for static files."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from library.settings import Settings

YEAR_SECONDS = 365 * 24 * 3600
IMMUTABLE = f"public, max-age={YEAR_SECONDS}, immutable"
"""For an address that contains a checksum."""

OPEN_IMAGE = "public, max-age=43200, stale-while-revalidate=43200"
"""For an image that may be withdrawn: a copy is asked about after twelve hours, beside its use, and
is used no longer than a day without an answer."""

PRIVATE_IMMUTABLE = f"private, max-age={YEAR_SECONDS}, immutable"
REVALIDATE = "no-cache"
PRIVATE_REVALIDATE = "private, no-cache"
NO_STORE = "no-store"

_EXACT_VERSION = "X-Static-Version"
"""Header of a proxy before several machines (deploy/nginx-many.conf), which asks another machine
for a version of a file that this one does not have."""


def install(app: Flask, _settings: Settings) -> None:
    """Add versions to static file addresses, and ETags to pages."""
    folder = Path(app.static_folder)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = _version(folder / values["filename"])

    @app.after_request
    def cache_versioned_files(response: Response) -> Response:
        """Allow a permanent copy of a static file under its own version only."""
        is_file = request.endpoint == "static" and request.method in ("GET", "HEAD")
        if is_file and response.status_code == 200:
            named = request.args.get("v") == _version(folder / request.view_args["filename"])
            if not named and "v" in request.args and _EXACT_VERSION in request.headers:
                return Response(status=404)
            set_policy(response, IMMUTABLE if named else REVALIDATE)
        return response

    app.after_request(_answer_unchanged)


def for_seconds(seconds: int, *, public: bool) -> str:
    """Return the policy that allows a copy for this time."""
    return f"{'public' if public else 'private'}, max-age={seconds}"


def set_policy(response: Response, policy: str) -> Response:
    """Set the Cache-Control header, and return the response."""
    response.headers["Cache-Control"] = policy
    return response


def _answer_unchanged(response: Response) -> Response:
    """Answer 304 when the browser has the same page."""
    if response.mimetype != "text/html":
        return response
    response.vary.update(("Accept-Language", "Cookie", "Save-Data"))
    if "Cache-Control" not in response.headers:
        set_policy(response, PRIVATE_REVALIDATE)
    if request.method == "GET" and response.status_code == 200 and not response.is_streamed:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
