"""Tests of form entries and annotations as text of a PDF page."""

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from ingest.tools import pdf, pdf_text
from tests.ingest import papers
from tests.ingest.papers import PdfPage

_DPI = 144


@pytest.fixture
def form(tmp_path):
    """Return a function that writes a page with a form field of a kind and value at (200, 600)."""

    def write(kind, value):
        blank = papers.write_pdf(tmp_path / "blank.pdf", PdfPage(lines=["Ho va ten:"]))
        writer = PdfWriter(clone_from=PdfReader(blank))
        field = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject(kind),
                NameObject("/T"): TextStringObject("ten"),
                NameObject("/V"): TextStringObject(value),
                NameObject("/DA"): TextStringObject("/Helv 12 Tf 0 g"),
                NameObject("/Rect"): ArrayObject(map(NumberObject, (200, 600, 400, 620))),
            }
        )
        place = writer._add_object(field)
        writer.pages[0][NameObject("/Annots")] = ArrayObject([place])
        fields = {NameObject("/Fields"): ArrayObject([place])}
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject(fields)
        writer.write(tmp_path / "form.pdf")
        return tmp_path / "form.pdf"

    return write


def _texts(path):
    return [word.text for word in pdf_text.layer_words(path, 0, _DPI)]


def test_text_typed_into_a_form_field_is_read(form):
    path = form("/Tx", "Nong Thi Hoa")
    assert _texts(path) == ["Ho", "va", "ten:", "Nong", "Thi", "Hoa"]
    assert pdf.facts(path, 0).words == 6


def test_form_text_has_its_visible_position(form):
    (name,) = (w for w in pdf_text.layer_words(form("/Tx", "Nong"), 0, _DPI) if w.text == "Nong")
    assert 2 * 200 <= name.left <= 2 * 210
    assert 2 * (842 - 620) <= name.top <= 2 * (842 - 600)


def test_reading_does_not_change_the_drawn_page(form):
    path = form("/Tx", "Nong Thi Hoa")
    drawn = pdf.draw(path, 0, _DPI)
    _texts(path)
    assert (pdf.draw(path, 0, _DPI) == drawn).all()
    assert drawn[2 * (842 - 620) : 2 * (842 - 600), 400:800].min() < 128


@pytest.mark.parametrize(("kind", "value"), [("/Tx", ""), ("/Sig", "x"), ("/Btn", "Off")])
def test_an_empty_field_a_signature_or_a_button_adds_nothing(form, kind, value):
    assert _texts(form(kind, value)) == ["Ho", "va", "ten:"]


@pytest.mark.parametrize("kind", ["/FreeText", "/Stamp"])
def test_text_annotations_are_read(tmp_path, kind):
    blank = papers.write_pdf(tmp_path / "blank.pdf", PdfPage(lines=["Ho va ten:"]))
    writer = PdfWriter(clone_from=PdfReader(blank))
    look = DecodedStreamObject()
    look.set_data(b"BT /F 12 Tf 5 10 Td (Hoang Van Thu) Tj ET")
    box = ArrayObject(map(NumberObject, (0, 0, 200, 40)))
    resources = writer.pages[0]["/Resources"]
    look.update({NameObject("/Subtype"): NameObject("/Form"), NameObject("/BBox"): box})
    look[NameObject("/Resources")] = resources
    note = FreeText(text="Hoang Van Thu", rect=(200, 600, 400, 640))
    note[NameObject("/Subtype")] = NameObject(kind)
    note[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(look)})
    writer.add_annotation(0, note)
    writer.write(tmp_path / "noted.pdf")
    assert _texts(tmp_path / "noted.pdf")[-3:] == ["Hoang", "Van", "Thu"]


def test_a_link_is_no_text(tmp_path):
    blank = papers.write_pdf(tmp_path / "blank.pdf", PdfPage(lines=["Ho va ten:"]))
    writer = PdfWriter(clone_from=PdfReader(blank))
    writer.add_annotation(0, Link(rect=(0, 0, 90, 90), url="https://thuvien.example"))
    writer.write(tmp_path / "linked.pdf")
    assert _texts(tmp_path / "linked.pdf") == ["Ho", "va", "ten:"]
