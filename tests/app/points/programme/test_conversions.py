"""A PDF to sign has one empty signature field, and the same file gives the same bytes."""

import io

from pikepdf import Pdf

from app.points.programme.conversions import add_signature_field


def test_a_pdf_gets_one_unsigned_field():
    buffer = io.BytesIO()
    with Pdf.new() as blank:
        blank.add_blank_page()
        blank.save(buffer)
    signable = add_signature_field(buffer.getvalue())
    assert signable == add_signature_field(buffer.getvalue())
    with Pdf.open(io.BytesIO(signable)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert field.FT == "/Sig"
        assert "/V" not in field
        assert len(document.pages[0].Annots) == 1
