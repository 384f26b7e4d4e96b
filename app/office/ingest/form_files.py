"""Storing of uploaded files (form fields and earlier tus uploads) in the master store."""

from dataclasses import dataclass

from flask import request
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from app.office.ingest.upload_names import base_name
from app.services import services
from library.accessions.register import DeliveredFile, deposit_stream, ensure_disk_space
from library.storage.uploads import Upload
from library.vietnamese.letters import compose

_UPLOADS = "tai-len"
"""Field with the ids of tus uploads."""


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """Files in the master store, and the tus uploads of some of them."""

    files: tuple[DeliveredFile, ...]
    uploads: tuple[Upload, ...]

    def discard_uploads(self) -> None:
        """Delete the tus uploads."""
        for upload in self.uploads:
            services().uploads.remove(upload)

    def settle_uploads(self, address: str) -> None:
        """Let the tus uploads lead to the page that shows the deliveries, after their commit."""
        for upload in self.uploads:
            services().uploads.settle(upload, address)


def delivery_address() -> str | None:
    """Return the page that shows the deliveries of a form that arrived before; None if it is new.

    A browser sends the form again if its line was cut before the answer came.
    """
    addresses = [
        services().uploads.delivery_address(upload_id, current_user.name)
        for upload_id in request.form.getlist(_UPLOADS)
    ]
    return addresses[0] if addresses and all(addresses) else None


def store_files() -> StoredFiles:
    """Store the submitted files; raise DiskNearlyFullError if disk space is short."""
    ensure_disk_space(
        services().settings.home, services().settings.free_mb, request.content_length or 0
    )
    form_files = [file for file in request.files.getlist("tep") if file.filename]
    upload_ids = request.form.getlist(_UPLOADS)
    uploads = tuple(
        services().uploads.find(upload_id, current_user.name) for upload_id in upload_ids
    )
    return StoredFiles((*map(_store_upload, uploads), *map(_store, form_files)), uploads)


def _store(file: FileStorage) -> DeliveredFile:
    return deposit_stream(services().masters, base_name(file.filename), file)


def _store_upload(upload: Upload) -> DeliveredFile:
    digest = services().uploads.put_into(upload, services().masters)
    return DeliveredFile(compose(upload.name), digest, upload.size)
