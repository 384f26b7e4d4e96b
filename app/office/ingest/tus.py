"""Takes files in pieces, so that one over a line that breaks goes on where it stopped (tus 1.0)."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from wsgiref.handlers import format_date_time

from flask import Response, request, url_for
from flask_login import current_user

from app.office.ingest.upload_names import last_name
from app.services import services
from library.accessions.register import make_room
from library.errors import LibraryError
from library.storage.problems import BadUploadError, UploadTooLargeError
from library.storage.uploads import Upload

_VERSION = "1.0.0"
_EXTENSIONS = "creation,creation-with-upload,termination,expiration"
_PIECE = "application/offset+octet-stream"


def _in_tus(view: Callable[..., Response]) -> Callable[..., Response]:
    """Speak the protocol: its version on every answer, and refusals as a sentence alone."""

    @wraps(view)
    def answered(**told: str) -> Response:
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != _VERSION:
            response = Response(status=412, headers={"Tus-Version": _VERSION})
        else:
            try:
                response = view(**told)
            except LibraryError as error:
                response = Response(str(error), error.status, content_type="text/plain")
        response.headers["Tus-Resumable"] = _VERSION
        return response

    return answered


@_in_tus
def offer() -> Response:
    """Say what the office takes."""
    told = {
        "Tus-Version": _VERSION,
        "Tus-Extension": _EXTENSIONS,
        "Tus-Max-Size": str(_largest()),
    }
    return Response(status=204, headers=told)


@_in_tus
def begin() -> Response:
    """Make a place for a file; its first piece may come along."""
    size, shelf = _count("Upload-Length"), services().uploads
    if size > _largest():
        raise UploadTooLargeError(services().settings.upload_mb)
    shelf.clear_expired()
    make_room(services().settings.home, services().settings.free_mb, size + shelf.still_to_come())
    upload = shelf.begin(_name(), size, current_user.name)
    if request.mimetype == _PIECE:
        upload = shelf.add(upload, 0, request.stream)
    response = _how_far(upload, 201)
    response.headers["Location"] = url_for("office.upload", upload_id=upload.id)
    return response


@_in_tus
def look(upload_id: str) -> Response:
    """Say how far an upload is."""
    upload = services().uploads.find(upload_id, current_user.name)
    response = _how_far(upload, 200)
    response.headers["Upload-Length"] = str(upload.size)
    return response


@_in_tus
def go_on(upload_id: str) -> Response:
    """Add a piece to an upload."""
    if request.mimetype != _PIECE:
        return Response(status=415)
    upload = services().uploads.find(upload_id, current_user.name)
    length = request.content_length or 0
    make_room(services().settings.home, services().settings.free_mb, length)
    return _how_far(services().uploads.add(upload, _count("Upload-Offset"), request.stream), 204)


@_in_tus
def give_up(upload_id: str) -> Response:
    """Forget an upload."""
    services().uploads.remove(services().uploads.find(upload_id, current_user.name))
    return Response(status=204)


def _how_far(upload: Upload, status: int) -> Response:
    told = {
        "Upload-Offset": str(upload.offset),
        "Upload-Expires": format_date_time(upload.expires.timestamp()),
        "Cache-Control": "no-store",
    }
    return Response(status=status, headers=told)


def _largest() -> int:
    return services().settings.upload_mb << 20


def _count(header: str) -> int:
    """Return the number in a header; raise BadUploadError when there is none."""
    told = request.headers.get(header, "")
    if not (told.isascii() and told.isdecimal()):
        raise BadUploadError
    return int(told)


def _name() -> str:
    """Return what the file is called: metadata are pairs of a word and a name in Base64."""
    pairs = (pair.split() for pair in request.headers.get("Upload-Metadata", "").split(","))
    told = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    try:
        return last_name(base64.b64decode(told.get("filename", ""), validate=True).decode())
    except (binascii.Error, UnicodeDecodeError) as error:
        raise BadUploadError from error
