"""Tests of the kinds of PDF that scanners, fax machines and offices make."""

import numpy
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from ingest.tools import pdf, pdf_text
from tests.ingest import packing, papers
from tests.ingest.papers import PdfPage, scan


@pytest.mark.parametrize("packed", packing.PACKED)
def test_a_scan_is_recognised_in_every_compression(tmp_path, packed):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(scan(), packed=packed))
    facts = pdf.facts(path, 0)
    drawn = pdf.draw(path, 0, facts.image_dpi)
    assert facts.image_dpi == 200
    assert abs(float(drawn.mean()) - float(numpy.asarray(scan()).mean())) < 6


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_rotated_page_and_its_words_are_rotated(tmp_path, degrees):
    papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=["Lang Son"]))
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    writer.pages[0].rotate(degrees)
    writer.write(tmp_path / "b.pdf")
    high, wide = pdf.draw(tmp_path / "b.pdf", 0, 72).shape[:2]
    word = pdf_text.layer_words(tmp_path / "b.pdf", 0, 72)[0]
    assert (high > wide) is (degrees == 180)
    assert (word.top + word.height / 2 > high / 2) is (degrees == 180 or degrees == 270)


def test_pages_of_a_mixed_document_are_judged_one_by_one(tmp_path):
    path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(scan()), PdfPage(lines=papers.PLAIN_TEXT))
    assert [pdf.facts(path, page).image_share > 0.5 for page in range(2)] == [True, False]


def test_filled_form_fields_are_drawn(tmp_path):
    papers.write_pdf(tmp_path / "a.pdf", PdfPage(lines=["Ten"]))
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    box = ArrayObject([FloatObject(edge) for edge in (60, 300, 400, 340)])
    entries = {"Type": "Annot", "Subtype": "Widget", "FT": "Tx"}
    field = DictionaryObject({NameObject(f"/{k}"): NameObject(f"/{v}") for k, v in entries.items()})
    field[NameObject("/Rect")] = box
    field[NameObject("/T")] = TextStringObject("ten")
    field[NameObject("/V")] = TextStringObject("NGUYEN VAN A")
    field[NameObject("/DA")] = TextStringObject("/Helv 24 Tf 0 g")
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(field)])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): writer.pages[0]["/Annots"]}
    )
    writer.write(tmp_path / "b.pdf")
    filled, empty = (pdf.draw(tmp_path / name, 0, 72) for name in ("b.pdf", "a.pdf"))
    assert (filled[500:545] < 128).sum() > (empty[500:545] < 128).sum() + 100
