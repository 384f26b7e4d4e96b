"""Resumable file uploads with the tus 1.0 protocol."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from wsgiref.handlers import format_date_time

from flask import Response, request, url_for
from flask_login import current_user

from app.office.ingest.upload_names import base_name
from app.services import services
from app.web.body_limits import receives_files
from app.web.caching import NO_STORE
from library.accessions.register import ensure_disk_space
from library.errors import LibraryError
from library.storage.problems import BadUploadError, UploadTooLargeError
from library.storage.uploads import Upload

_VERSION = "1.0.0"
_EXTENSIONS = "creation,creation-with-upload,termination,expiration"
_CHUNK_TYPE = "application/offset+octet-stream"


def _tus_view(view: Callable[..., Response]) -> Callable[..., Response]:
    """Wrap a view: check and send the protocol version; return errors as plain text."""

    @wraps(view)
    def wrapper(**url_params: str) -> Response:
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != _VERSION:
            response = Response(status=412, headers={"Tus-Version": _VERSION})
        else:
            try:
                response = view(**url_params)
            except LibraryError as error:
                response = Response(str(error), error.status, content_type="text/plain")
        response.headers["Tus-Resumable"] = _VERSION
        return response

    return wrapper


@_tus_view
def show_options() -> Response:
    """Return version, extensions and maximum size (OPTIONS)."""
    headers = {
        "Tus-Version": _VERSION,
        "Tus-Extension": _EXTENSIONS,
        "Tus-Max-Size": str(_max_size()),
    }
    return Response(status=204, headers=headers)


@receives_files
@_tus_view
def create() -> Response:
    """Create an upload, optionally with its first chunk."""
    size, uploads = _number_header("Upload-Length"), services().uploads
    if size > _max_size():
        raise UploadTooLargeError(services().settings.upload_mb)
    uploads.clear_expired()
    ensure_disk_space(
        services().settings.home, services().settings.free_mb, size + uploads.missing_bytes()
    )
    upload = uploads.begin(_file_name(), size, current_user.name)
    if request.mimetype == _CHUNK_TYPE:
        upload = uploads.add(upload, 0, request.stream)
    response = _progress_response(upload, 201)
    response.headers["Location"] = url_for("office.upload", upload_id=upload.id)
    return response


@_tus_view
def show_offset(upload_id: str) -> Response:
    """Return offset and length of an upload (HEAD)."""
    upload = services().uploads.find(upload_id, current_user.name)
    response = _progress_response(upload, 200)
    response.headers["Upload-Length"] = str(upload.size)
    return response


@receives_files
@_tus_view
def append(upload_id: str) -> Response:
    """Append a chunk to an upload (PATCH)."""
    if request.mimetype != _CHUNK_TYPE:
        return Response(status=415)
    upload = services().uploads.find(upload_id, current_user.name)
    length = request.content_length or 0
    ensure_disk_space(services().settings.home, services().settings.free_mb, length)
    return _progress_response(
        services().uploads.add(upload, _number_header("Upload-Offset"), request.stream), 204
    )


@_tus_view
def terminate(upload_id: str) -> Response:
    """Delete an upload."""
    services().uploads.remove(services().uploads.find(upload_id, current_user.name))
    return Response(status=204)


def _progress_response(upload: Upload, status: int) -> Response:
    headers = {
        "Upload-Offset": str(upload.offset),
        "Upload-Expires": format_date_time(upload.expires.timestamp()),
        "Cache-Control": NO_STORE,
    }
    return Response(status=status, headers=headers)


def _max_size() -> int:
    return services().settings.upload_mb << 20


def _number_header(header: str) -> int:
    """Return the number in a header; raise BadUploadError if missing or malformed."""
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdecimal()):
        raise BadUploadError
    return int(value)


def _file_name() -> str:
    """Return the file name from Upload-Metadata, which holds keys with Base64 values."""
    pairs = (pair.split() for pair in request.headers.get("Upload-Metadata", "").split(","))
    metadata = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    try:
        return base_name(base64.b64decode(metadata.get("filename", ""), validate=True).decode())
    except (binascii.Error, UnicodeDecodeError) as error:
        raise BadUploadError from error
