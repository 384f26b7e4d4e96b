"""Gzip compression of text responses."""

import gzip

from flask import Flask, Response, request

from library.settings import Settings

_TEXTS = ("text/", "application/json", "image/svg+xml")
_WORTH_IT = range(300, 1 << 20)
"""Sizes in bytes: a larger file is sent in parts, and a streamed response has no size."""

_LEVEL = 6


def install(app: Flask, _settings: Settings) -> None:
    """Compress each response after all other handlers."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not response.content_type.startswith(_TEXTS):
        return response
    response.vary.add("Accept-Encoding")
    is_whole = response.status_code == 200 and response.content_length in _WORTH_IT
    if not is_whole or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False  # a file would be handed to the server unread
    response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)
    return response
