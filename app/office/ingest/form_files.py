"""Takes the files that came with a form, whole or in pieces before it, to the strong-room."""

from dataclasses import dataclass

from flask import request
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from app.office.ingest.upload_names import last_name
from app.services import services
from library.accessions.register import DeliveredFile, deposit_stream, make_room
from library.storage.uploads import Upload
from library.vietnamese.letters import compose


@dataclass(frozen=True, slots=True)
class Sent:
    """Files that are in the strong-room, and the uploads some of them came in."""

    files: tuple[DeliveredFile, ...]
    uploads: tuple[Upload, ...]

    def forget(self) -> None:
        """Put the uploads away; to be called once what came in them is entered in the books."""
        for upload in self.uploads:
            services().uploads.remove(upload)


def kept() -> Sent:
    """Keep what was sent; raise DiskNearlyFullError rather than fill the disk."""
    make_room(services().settings.home, services().settings.free_mb, request.content_length or 0)
    chosen = [file for file in request.files.getlist("tep") if file.filename]
    told = request.form.getlist("tai-len")
    uploads = tuple(services().uploads.find(one, current_user.name) for one in told)
    return Sent((*map(_keep_upload, uploads), *map(_keep, chosen)), uploads)


def _keep(file: FileStorage) -> DeliveredFile:
    return deposit_stream(services().masters, last_name(file.filename), file)


def _keep_upload(upload: Upload) -> DeliveredFile:
    digest = services().masters.put_file(services().uploads.content(upload))
    return DeliveredFile(compose(upload.name), digest, upload.size)
