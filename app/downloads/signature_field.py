"""An empty signature field in a PDF/A, which the signing tool of the state fills in."""

import io

from pikepdf import Array, Dictionary, Name, Pdf, String

_PRINT_AND_LOCKED = 132
_SIGNATURES_EXIST_APPEND_ONLY = 3


def add_signature_field(pdf: bytes) -> bytes:
    """Return a PDF with one unsigned field; the same file gives the same bytes.

    The field has no area, so it needs no appearance, which PDF/A would ask for: the tool that signs
    draws the picture where the signer wants it.
    """
    with Pdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String("Chữ ký của người ký"),
                Rect=Array([0, 0, 0, 0]),
                F=_PRINT_AND_LOCKED,
                P=page.obj,
            )
        )
        page.obj.Annots = Array([*page.obj.get("/Annots", []), field])
        document.Root.AcroForm = Dictionary(
            Fields=Array([field]), SigFlags=_SIGNATURES_EXIST_APPEND_ONLY
        )
        buffer = io.BytesIO()
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()
