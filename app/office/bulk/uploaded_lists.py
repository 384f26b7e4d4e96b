"""Reading of uploaded spreadsheets and record files, with a size limit."""

from werkzeug.datastructures import FileStorage

from library.exchange.problems import SheetTooHeavyError

_MAX_BYTES = 200_000_000
"""Several times the size of fifty thousand full records."""


def read_content(upload: FileStorage, name: str) -> bytes:
    """Return the bytes of an uploaded file; raise SheetTooHeavyError if it is too large."""
    data = upload.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise SheetTooHeavyError(name)
    return data
