"""Conversion of delivered office documents with LibreOffice, with ingest's own errors."""

from pathlib import Path

from ingest.problems import DocumentTooSlowError, MissingOfficeError
from library.errors import OfficeMissingError, OfficeTooSlowError
from library.process import libreoffice as convert
from library.process import sandbox

PACKAGES = convert.PACKAGES


def convert_document(source: Path, suffix: str, folder: Path, name: str) -> Path | None:
    """Write a document in another format into an empty folder; return None if it does not open."""
    try:
        return convert.convert_document(source, suffix, folder, name)
    except OfficeMissingError as error:
        raise MissingOfficeError(*error.args) from error
    except OfficeTooSlowError as error:
        raise DocumentTooSlowError(*error.args) from error


def version() -> str | None:
    """Return the version of LibreOffice; None if it is not installed."""
    return convert.version()


def can_restrict_files() -> bool:
    """Return True if documents can be kept from embedding other files of this machine."""
    return sandbox.can_restrict_files()
