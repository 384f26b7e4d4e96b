"""Diagnosis of PDF documents that PDFium cannot open (pypdf), often without giving a reason."""

import logging
from pathlib import Path

import pypdf
from pypdf.errors import PyPdfError

from ingest.problems import BrokenFileError, EncryptedFileError, NoPagesError, ProblemError

logging.getLogger("pypdf").setLevel(
    logging.CRITICAL
)  # its warnings are not needed: we check for problems ourselves

READ_ERRORS = (PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError)
"""Exceptions of pypdf for damaged files."""


def diagnose(path: Path, name: str) -> ProblemError:
    """Return the problem with a document, as an exception with a message for people."""
    try:
        with pypdf.PdfReader(path) as document:
            if document.is_encrypted:
                return EncryptedFileError(name)
            empty = not document.pages
    except (*READ_ERRORS, RecursionError):
        return BrokenFileError(name)
    return NoPagesError(name) if empty else BrokenFileError(name)
