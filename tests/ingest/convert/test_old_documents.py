"""Tests of spreadsheets, slides and web pages in legacy encodings."""

from pathlib import Path

import pytest

from ingest.convert.to_pdf import convert_to_pdf
from ingest.record import FileKind
from ingest.tools import office_documents, pdf_text
from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy

pytestmark = pytest.mark.slow

_TEXT = "Lạng Sơn có chợ Kỳ Lừa và động Tam Thanh được nhiều người đến thăm"
_FONTS = {LegacyEncoding.TCVN3: ".VnTime", LegacyEncoding.VNI: "VNI-Times"}
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "presentation": "presentation",
    }.items()
)
_SVG = 'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
_SHEET = (
    "<office:spreadsheet><table:table><table:table-row>"
    '<table:table-cell table:style-name="C" office:value-type="string"><text:p>{0}</text:p>'
    "</table:table-cell></table:table-row></table:table></office:spreadsheet>"
)
_SLIDE = (
    '<office:presentation><draw:page draw:name="1"><draw:frame svg:x="1cm" svg:y="1cm" '
    'svg:width="24cm" svg:height="10cm"><draw:text-box><text:p><text:span text:style-name="T">'
    "{0}</text:span></text:p></draw:text-box></draw:frame></draw:page></office:presentation>"
)
_LOOKS = '<style:text-properties style:font-name="F"/></style:style>'


def written(text: str, encoding: LegacyEncoding) -> str:
    """Return a text in a legacy encoding, letter by letter."""
    marks = ("", *map(chr, range(0xE0, 0x100))) if encoding is LegacyEncoding.VNI else ("",)
    typed = (chr(code) + mark for mark in marks for code in range(1, 0x100))
    letters = {decode_legacy(letter, encoding): letter for letter in reversed(list(typed))}
    return "".join(letters.get(letter, letter) for letter in text)


def _saved_as(folder: Path, suffix: str, body: str, font: str) -> Path:
    """Save a document with LibreOffice in an old format."""
    flat = folder / f"a.{'fods' if suffix == 'xls' else 'fodp'}"
    kind = "spreadsheet" if suffix == "xls" else "presentation"
    flat.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document {_NAMES} {_SVG} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}">'
        f'<office:font-face-decls><style:font-face style:name="F" svg:font-family="{font}"/>'
        "</office:font-face-decls><office:automatic-styles>"
        f'<style:style style:name="C" style:family="table-cell">{_LOOKS}'
        f'<style:style style:name="T" style:family="text">{_LOOKS}</office:automatic-styles>'
        f"<office:body>{body}</office:body></office:document>",
        "utf-8",
    )
    target_folder = folder / "made"
    target_folder.mkdir()
    return office_documents.convert_document(flat, suffix, target_folder, "a")


def _read(folder: Path, conversion: object) -> str:
    (folder / "a.pdf").write_bytes(conversion.pdf)
    return " ".join(word.text for word in pdf_text.layer_words(folder / "a.pdf", 0, 144))


@pytest.mark.parametrize("encoding", _FONTS)
@pytest.mark.parametrize(("suffix", "body"), [("xls", _SHEET), ("ppt", _SLIDE)])
def test_sheets_and_slides_in_old_fonts(tmp_path, suffix, body, encoding):
    document = _saved_as(tmp_path, suffix, body.format(written(_TEXT, encoding)), _FONTS[encoding])
    conversion = convert_to_pdf(document, FileKind.OFFICE, f"a.{suffix}")
    assert _TEXT in _read(tmp_path, conversion)
    assert encoding.value in conversion.remark


@pytest.mark.parametrize("encoding", LegacyEncoding)
def test_pages_of_the_web_in_old_encodings(tmp_path, encoding):
    page = f"<html><body><p>{written(_TEXT, encoding)}.</p></body></html>"
    (tmp_path / "a").write_bytes(page.encode("latin-1"))
    conversion = convert_to_pdf(tmp_path / "a", FileKind.WEB, "a.htm")
    assert _TEXT in _read(tmp_path, conversion)
    assert encoding.value in conversion.remark
