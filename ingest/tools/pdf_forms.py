"""Opens pages of PDF with what was typed into forms, and over pages, as text of theirs (PDFium).

PDFium draws it, but does not count it to the text of a page until the page is flattened. That is
done in a document opened for it: the one whose pages are drawn stays as it was delivered.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

_WITH_TEXT = (
    raw.FPDF_FORMFIELD_TEXTFIELD,
    raw.FPDF_FORMFIELD_COMBOBOX,
    raw.FPDF_FORMFIELD_LISTBOX,
)
_LAID_OVER = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
_NOTHING = 2
"""Bytes of an empty value."""


@contextmanager
def with_typed(page: pypdfium2.PdfPage, path: Path, index: int) -> Iterator[pypdfium2.PdfPage]:
    """Give a page of a document itself when nothing was typed on it, else a flattened one."""
    if not any(_is_typed(page, place) for place in range(raw.FPDFPage_GetAnnotCount(page))):
        yield page
        return
    with closing(pypdfium2.PdfDocument(path)) as document:
        document.init_forms()
        with closing(document[index]) as drawn:
            raw.FPDFPage_Flatten(drawn, raw.FLAT_NORMALDISPLAY)
        with closing(document[index]) as flat:
            yield flat


def _is_typed(page: pypdfium2.PdfPage, place: int) -> bool:
    """Say whether what lies over a page is a filled field, a text set there freely or a stamp."""
    note = raw.FPDFPage_GetAnnot(page, place)
    try:
        kind = raw.FPDFAnnot_GetSubtype(note)
        return kind in _LAID_OVER or (
            kind == raw.FPDF_ANNOT_WIDGET and page.formenv is not None and _is_filled(page, note)
        )
    finally:
        raw.FPDFPage_CloseAnnot(note)


def _is_filled(page: pypdfium2.PdfPage, note: object) -> bool:
    asked = page.formenv, note
    if raw.FPDFAnnot_GetFormFieldType(*asked) not in _WITH_TEXT:
        return False
    return raw.FPDFAnnot_GetFormFieldValue(*asked, None, 0) > _NOTHING
