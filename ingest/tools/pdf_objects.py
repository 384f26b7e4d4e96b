"""Walks through what a PDF page is made of (PDFium); a page may have thousands of strokes."""

from collections.abc import Callable, Iterator

import pypdfium2
from pypdfium2 import raw

_DEEPEST = 15
"""Forms may stand in forms, and a bad file may let one stand in itself."""


def images_and_paths(page: pypdfium2.PdfPage) -> tuple[list[pypdfium2.PdfImage], int]:
    """Return the images of a page and how many paths are on it, those in forms too."""
    images, paths = [], 0
    for kind, found in _objects(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject):
        paths += kind == raw.FPDF_PAGEOBJ_PATH
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            images.append(pypdfium2.PdfObject(found, page=page, pdf=page.pdf))
    return images, paths


def _objects(
    holder: object, count: Callable[..., int], get: Callable[..., object], depth: int = 1
) -> Iterator[tuple[int, object]]:
    """Give kind and handle of each object: to make a Python object of each takes far longer."""
    for place in range(count(holder)):
        found = get(holder, place)
        if not found:
            raise pypdfium2.PdfiumError
        kind = raw.FPDFPageObj_GetType(found)
        yield kind, found
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inside = raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject
            yield from _objects(found, *inside, depth + 1)
