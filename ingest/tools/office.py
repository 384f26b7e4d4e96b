"""Converts office documents that are handed in, and says what is wrong in words of its own."""

from pathlib import Path

from ingest.problems import DocumentTooSlowError, MissingOfficeError
from library import office_cage, office_program
from library.errors import OfficeMissingError, OfficeTooSlowError

PACKAGES = office_program.PACKAGES


def converted(source: Path, suffix: str, folder: Path, name: str) -> Path | None:
    """Write a document as another kind into an empty folder; None when it does not open."""
    try:
        return office_program.converted(source, suffix, folder, name)
    except OfficeMissingError as error:
        raise MissingOfficeError(*error.args) from error
    except OfficeTooSlowError as error:
        raise DocumentTooSlowError(*error.args) from error


def version() -> str | None:
    """Return the version of LibreOffice; None where it is not installed."""
    return office_program.version()


def shuts_files_out() -> bool:
    """Say whether a document can be kept from showing other files of this machine."""
    return office_cage.shuts_files_out()
