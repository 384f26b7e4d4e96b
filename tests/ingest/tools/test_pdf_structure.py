"""Roles of words in tagged PDFs, which LibreOffice and Word write."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from ingest.tools.pdf_text import layer_words

_TREE = (
    "Document",
    ("H1", 0),
    ("P", 1),
    ("L", ("LI", ("Lbl", 2), ("LBody", ("P", 3)))),
    ("Table", ("TR", ("TH", ("P", 4)), ("TH", ("P", 5))), ("TR", ("TD", 6), ("TD", ("P", 7)))),
)
_TEXTS = ("Head", "Body", "-", "Item", "No", "Name", "1", "Bac Son")


@pytest.fixture
def tagged(tmp_path) -> Path:
    """Return a PDF page of a heading, a paragraph, a list and a table."""
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    content = "".join(
        f"/P <</MCID {number}>> BDC BT /F 12 Tf 50 {700 - 40 * number} Td ({text}) Tj ET EMC\n"
        for number, text in enumerate(_TEXTS)
    )
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Resources = Dictionary(Font=Dictionary(F=font))
    page.Contents = pdf.make_stream(content.encode())
    page.StructParents = 0
    by_content = {}
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = _element(pdf, _TREE, root, page, by_content)
    parents = Array([by_content[number] for number in range(len(_TEXTS))])
    root.ParentTree = Dictionary(Nums=Array([0, parents]))
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = root, Dictionary(Marked=True)
    pdf.save(tmp_path / "tagged.pdf")
    return tmp_path / "tagged.pdf"


def _element(pdf, branch, parent, page, by_content):
    tag, *children = branch
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{tag}"), P=parent))
    element.Pg = page.obj
    numbers = [child for child in children if isinstance(child, int)]
    by_content.update(dict.fromkeys(numbers, element))
    element.K = Array(
        child if isinstance(child, int) else _element(pdf, child, element, page, by_content)
        for child in children
    )
    return element


def test_words_have_the_role_of_their_element(tagged):
    assert [(word.text, word.role) for word in layer_words(tagged, 0, 100)] == [
        ("Head", "h1#1"),
        ("Body", "p#2"),
        ("-", "li#3"),
        ("Item", "li#3"),
        ("No", "th#1.1.1"),
        ("Name", "th#1.1.2"),
        ("1", "td#1.2.1"),
        ("Bac", "td#1.2.2"),
        ("Son", "td#1.2.2"),
    ]
