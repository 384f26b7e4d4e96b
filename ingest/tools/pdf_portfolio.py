"""PDF documents as pypdf reads them: those that PDFium cannot open, and portfolios."""

import logging
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pypdf
from pypdf.errors import PyPdfError

from ingest.problems import BrokenFileError, EncryptedFileError, NoPagesError, ProblemError
from library.vietnamese.letters import compose

logging.getLogger("pypdf").setLevel(
    logging.CRITICAL
)  # its warnings are not needed: we check for problems ourselves

_READ_ERRORS = (PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError)
"""Exceptions of pypdf for damaged files."""


def diagnose(path: Path, name: str) -> ProblemError:
    """Return the problem with a document, as an exception with a message for people."""
    try:
        with pypdf.PdfReader(path) as document:
            if document.is_encrypted:
                return EncryptedFileError(name)
            empty = not document.pages
    except (*_READ_ERRORS, RecursionError):
        return BrokenFileError(name)
    return NoPagesError(name) if empty else BrokenFileError(name)


def extract_documents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each document in a portfolio; nothing if the PDF is none."""
    try:
        with pypdf.PdfReader(path) as portfolio:
            if "/Collection" not in portfolio.root_object:
                return
            for attachment in portfolio.attachment_list:
                name = compose(attachment.alternative_name or attachment.name)
                yield PurePosixPath(name).name, attachment.content
    except _READ_ERRORS:
        return
