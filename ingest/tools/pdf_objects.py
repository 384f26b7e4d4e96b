"""Objects of a PDF page (PDFium); a page may have thousands of paths."""

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2
from pypdfium2 import raw

_MAX_FORM_DEPTH = 15
"""Forms may be nested, and in a bad file a form may contain itself."""

_LARGE_IMAGE_RATIO = 0.1
"""Fraction of the page; a scan may be cut into strips."""

_MIN_VISIBLE_TEXT_RATIO = 0.9
_INVISIBLE_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)


def images_and_paths(page: pypdfium2.PdfPage) -> tuple[list[pypdfium2.PdfImage], int]:
    """Return the images of a page and its number of paths, including those in forms."""
    images, paths = [], 0
    for kind, handle in _objects(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject):
        paths += kind == raw.FPDF_PAGEOBJ_PATH
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            images.append(pypdfium2.PdfObject(handle, page=page, pdf=page.pdf))
    return images, paths


def is_text_on_top(page: pypdfium2.PdfPage) -> bool:
    """Return True if nearly all text of a page is visible, drawn over any large images."""
    width, height = page.get_size()
    visible = texts = 0
    for kind, handle in _objects(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject):
        if kind == raw.FPDF_PAGEOBJ_IMAGE and _area(handle) > _LARGE_IMAGE_RATIO * width * height:
            visible = 0
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            texts += 1
            visible += raw.FPDFTextObj_GetTextRenderMode(handle) not in _INVISIBLE_MODES
    return visible > _MIN_VISIBLE_TEXT_RATIO * texts


def has_annotation_text(annotation: object) -> bool:
    """Return True if text is drawn for an annotation; most signatures show a picture."""
    drawn = _objects(annotation, raw.FPDFAnnot_GetObjectCount, raw.FPDFAnnot_GetObject)
    return any(kind == raw.FPDF_PAGEOBJ_TEXT for kind, _ in drawn)


def _area(handle: object) -> float:
    x0, y0, x1, y1 = sides = tuple(ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(handle, *map(ctypes.byref, sides))
    return abs(x1.value - x0.value) * abs(y1.value - y0.value)


def _objects(
    holder: object, count: Callable[..., int], get: Callable[..., object], depth: int = 1
) -> Iterator[tuple[int, object]]:
    """Yield kind and handle of each object: creating Python objects takes far longer."""
    for index in range(count(holder)):
        handle = get(holder, index)
        if not handle:
            raise pypdfium2.PdfiumError
        kind = raw.FPDFPageObj_GetType(handle)
        yield kind, handle
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_FORM_DEPTH:
            inside = raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject
            yield from _objects(handle, *inside, depth + 1)


def without_conversion(
    function: Callable[..., object], result: type = ctypes.c_int
) -> Callable[..., int]:
    """Return a foreign function that takes its arguments without conversion, which is far faster.

    Arguments must be numbers or ctypes pointers. The call keeps the GIL, because releasing it takes
    longer than the call.
    """
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value)
