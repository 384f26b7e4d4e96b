"""PDF pages with form entries, signatures and text annotations in their text (PDFium).

PDFium draws these, but excludes them from the text of a page until the page is flattened. That is
done in a separate document: the one whose pages are rendered stays as delivered.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from ingest.tools.pdf_objects import has_annotation_text

_TEXT_FIELDS = (
    raw.FPDF_FORMFIELD_TEXTFIELD,
    raw.FPDF_FORMFIELD_COMBOBOX,
    raw.FPDF_FORMFIELD_LISTBOX,
)
_TEXT_ANNOTATIONS = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
_EMPTY_VALUE_BYTES = 2
"""Length of an empty value in bytes."""


@contextmanager
def open_with_form_text(
    page: pypdfium2.PdfPage, path: Path, index: int
) -> Iterator[pypdfium2.PdfPage]:
    """Yield the page itself if nothing was typed on it, else a flattened copy."""
    if not any(_has_typed_text(page, place) for place in range(raw.FPDFPage_GetAnnotCount(page))):
        yield page
        return
    with closing(pypdfium2.PdfDocument(path)) as document:
        document.init_forms()
        with closing(document[index]) as form_page:
            raw.FPDFPage_Flatten(form_page, raw.FLAT_NORMALDISPLAY)
        with closing(document[index]) as flat:
            yield flat


def _has_typed_text(page: pypdfium2.PdfPage, index: int) -> bool:
    """Return True if an annotation is a filled form field, a signature, free text or a stamp."""
    annotation = raw.FPDFPage_GetAnnot(page, index)
    try:
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        return kind in _TEXT_ANNOTATIONS or (
            kind == raw.FPDF_ANNOT_WIDGET
            and page.formenv is not None
            and _is_filled(page, annotation)
        )
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _is_filled(page: pypdfium2.PdfPage, annotation: object) -> bool:
    handles = page.formenv, annotation
    if raw.FPDFAnnot_GetFormFieldType(*handles) == raw.FPDF_FORMFIELD_SIGNATURE:
        return has_annotation_text(annotation)
    if raw.FPDFAnnot_GetFormFieldType(*handles) not in _TEXT_FIELDS:
        return False
    return raw.FPDFAnnot_GetFormFieldValue(*handles, None, 0) > _EMPTY_VALUE_BYTES
