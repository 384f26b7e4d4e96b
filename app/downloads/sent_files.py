"""Sending of stored files: by the site itself, or by nginx in front of it after the site's checks.

nginx asks for the second with the request header `X-Files-By: nginx`, and gets an answer without
content that names the file: its own location in `X-Accel-Redirect`, and for an object in a bucket
an address signed for a minute (deploy/nginx-files.conf). If nginx cannot get the file, it asks
again without the header, and the site sends the file or says what is wrong.
"""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Response, request, send_file
from werkzeug.wsgi import wrap_file

from app.services import services

_SIGNED_SECONDS = 60
_BUCKET_LOCATION = "/_files/bucket"
_DERIVATIVES_LOCATION, _CACHE_LOCATION = "/_files/derivatives", "/_files/cache"


def send_derivative(digest: str, media_type: str) -> Response:
    """Send a derivative, whole or the requested range; raise DerivativeLostError."""
    store = services().derivatives
    if not _nginx_sends():
        return send_whole_or_part(store.path(digest), media_type, digest)
    if not services().settings.files:
        store.path(digest)  # verified, and reported if it is lost
        return _redirect(f"{_DERIVATIVES_LOCATION}/{digest[:2]}/{digest}", media_type)
    address = urlsplit(store.address(digest, _SIGNED_SECONDS))
    response = _redirect(_BUCKET_LOCATION, media_type)
    response.headers["X-Files-Host"] = address.netloc
    response.headers["X-Files-Path"] = address.path
    response.headers["X-Files-Query"] = address.query
    return response


def send_whole_or_part(path: Path, media_type: str, etag: str) -> Response:
    """Let the server send a file, or the requested range of it, from its own loop.

    A part sent by the view instead would hold a thread for as long as the client takes to receive
    it: for an hour with a player, which reads no faster than it plays.
    """
    ranges = request.range
    if ranges is None or ranges.units != "bytes" or len(ranges.ranges) > 1:
        request.environ.pop("HTTP_RANGE", None)  # as RFC 9110 has it: send the whole file
    response = send_file(path, mimetype=media_type, etag=etag, max_age=0)
    if response.status_code == 206 and "wsgi.file_wrapper" in request.environ:
        response.response.close()
        part = path.open("rb")
        part.seek(response.content_range.start)  # the server stops at Content-Length
        response.response = wrap_file(request.environ, part)
        response.direct_passthrough = True
    return response


def send_cached(path: Path, media_type: str) -> Response | None:
    """Let nginx send a file of the cache folder; None if the site sends it."""
    if not _nginx_sends() or path.parent != services().settings.cache:
        return None
    return _redirect(f"{_CACHE_LOCATION}/{path.name}", media_type)


def _nginx_sends() -> bool:
    is_wanted = request.headers.get("X-Files-By") == "nginx"
    return is_wanted and services().settings.send_files == "nginx"


def _redirect(location: str, media_type: str) -> Response:
    response = Response(mimetype=media_type)
    response.headers["X-Accel-Redirect"] = location
    return response
