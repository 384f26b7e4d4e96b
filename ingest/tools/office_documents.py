"""Converts office documents that are handed in, and says what is wrong in words of its own."""

from pathlib import Path

from ingest.problems import DocumentTooSlowError, MissingOfficeError
from library.errors import OfficeMissingError, OfficeTooSlowError
from library.libreoffice import convert, sandbox

PACKAGES = convert.PACKAGES


def converted(source: Path, suffix: str, folder: Path, name: str) -> Path | None:
    """Write a document as another kind into an empty folder; None when it does not open."""
    try:
        return convert.converted(source, suffix, folder, name)
    except OfficeMissingError as error:
        raise MissingOfficeError(*error.args) from error
    except OfficeTooSlowError as error:
        raise DocumentTooSlowError(*error.args) from error


def version() -> str | None:
    """Return the version of LibreOffice; None where it is not installed."""
    return convert.version()


def shuts_files_out() -> bool:
    """Say whether a document can be kept from showing other files of this machine."""
    return sandbox.shuts_files_out()
