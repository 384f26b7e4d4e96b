"""Finds out why PDFium will not open a document (pypdf): it does not always say."""

import logging
from pathlib import Path

import pypdf
from pypdf.errors import PyPdfError

from ingest.problems import BrokenFileError, EncryptedFileError, NoPagesError, ProblemError

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its doubts are no news: we ask for them

BREAKS = (PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What pypdf raises on damaged files."""


def diagnosis(path: Path, name: str) -> ProblemError:
    """Return what is wrong with a document, in words."""
    try:
        with pypdf.PdfReader(path) as document:
            if document.is_encrypted:
                return EncryptedFileError(name)
            empty = not document.pages
    except (*BREAKS, RecursionError):
        return BrokenFileError(name)
    return NoPagesError(name) if empty else BrokenFileError(name)
