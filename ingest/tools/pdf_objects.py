"""Walks through what a PDF page is made of (PDFium); a page may have thousands of strokes."""

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2
from pypdfium2 import raw

_DEEPEST = 15
"""Forms may stand in forms, and a bad file may let one stand in itself."""

_LARGE = 0.1
"""Part of the page; a scan may be cut into strips."""

_NEARLY_ALL = 0.9
_UNSEEN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)


def images_and_paths(page: pypdfium2.PdfPage) -> tuple[list[pypdfium2.PdfImage], int]:
    """Return the images of a page and how many paths are on it, those in forms too."""
    images, paths = [], 0
    for kind, found in _objects(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject):
        paths += kind == raw.FPDF_PAGEOBJ_PATH
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            images.append(pypdfium2.PdfObject(found, page=page, pdf=page.pdf))
    return images, paths


def is_text_on_top(page: pypdfium2.PdfPage) -> bool:
    """Say whether nearly all text of a page is seen, drawn over its large images if it has any."""
    width, height = page.get_size()
    seen = texts = 0
    for kind, found in _objects(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject):
        if kind == raw.FPDF_PAGEOBJ_IMAGE and _area(found) > _LARGE * width * height:
            seen = 0
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            texts += 1
            seen += raw.FPDFTextObj_GetTextRenderMode(found) not in _UNSEEN
    return seen > _NEARLY_ALL * texts


def _area(found: object) -> float:
    left, bottom, right, top = sides = tuple(ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(found, *map(ctypes.byref, sides))
    return abs(right.value - left.value) * abs(top.value - bottom.value)


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


def as_told(function: Callable[..., int]) -> Callable[..., int]:
    """Return a function that takes what it is given as it is: converting takes far longer.

    It must be given numbers, and pointers of ctypes. Other threads wait meanwhile, for to let them
    go on takes longer than the call.
    """
    return ctypes.PYFUNCTYPE(ctypes.c_int)(ctypes.cast(function, ctypes.c_void_p).value)
