"""Tests of the replacement of legacy fonts in OpenDocument files."""

import pytest

from ingest.convert.flat_odf import convert_to_unicode
from library.vietnamese.legacy_encodings import LegacyEncoding

_NAMES = "office style text table draw svg fo"


def convert(tmp_path, body, styles="", faces=(".VnTime", ".VnTimeH", "Arial")):
    """Return the converted document, if it changed, and the encodings found."""
    converted, findings = convert_with_findings(tmp_path, body, styles, faces)
    return converted, findings.encodings


def convert_with_findings(tmp_path, body, styles="", faces=()):
    """Return the converted document, if it changed, and all findings."""
    names = " ".join(f'xmlns:{name}="urn:{name}"' for name in _NAMES.split())
    declared = "".join(
        f'<style:font-face style:name="{face}" svg:font-family="{face}"/>' for face in faces
    )
    (tmp_path / "a.fodt").write_text(
        f"<office:document {names}><office:font-face-decls>{declared}</office:font-face-decls>"
        f"<office:styles>{styles}</office:styles><office:body>{body}</office:body></office:document>",
        "utf-8",
    )
    findings = convert_to_unicode(tmp_path / "a.fodt", tmp_path / "b.fodt")
    target = tmp_path / "b.fodt"
    return target.read_text("utf-8") if target.exists() else None, findings


def style(name, font=None, *, family="paragraph", parent=""):
    """Return the XML declaration of a style."""
    inside = f'<style:text-properties style:font-name="{font}"/>' if font else ""
    return (
        f'<style:style style:name="{name}" style:family="{family}" '
        f'style:parent-style-name="{parent}">{inside}</style:style>'
    )


def test_a_paragraph_is_read_by_the_font_of_its_style(tmp_path):
    converted, encodings = convert(
        tmp_path, '<text:p text:style-name="P">ViÖt Nam</text:p>', style("P", ".VnTime")
    )
    assert ">Việt Nam<" in converted
    assert encodings == {LegacyEncoding.TCVN3}


def test_a_style_inherits_the_font_of_its_parent(tmp_path):
    styles = style("A", ".VnTimeH") + style("P", parent="A")
    converted, _ = convert(tmp_path, '<text:p text:style-name="P">ViÖt</text:p>', styles)
    assert ">VIỆT<" in converted


def test_a_span_has_a_font_of_its_own(tmp_path):
    styles = style("P", ".VnTime") + style("T", ".VnTimeH", family="text")
    body = (
        '<text:p text:style-name="P">n­íc <text:span text:style-name="T">ViÖt</text:span></text:p>'
    )
    converted, _ = convert(tmp_path, body, styles)
    assert "nước <" in converted
    assert ">VIỆT<" in converted


def test_a_cell_without_a_style_has_that_of_its_column(tmp_path):
    styles = style("C", "Arial", family="table-cell") + style("D", ".VnTime", family="table-cell")
    body = (
        '<table:table><table:table-column table:default-cell-style-name="C"/>'
        '<table:table-column table:default-cell-style-name="D"/><table:table-row>'
        "<table:table-cell><text:p>kÕ</text:p></table:table-cell>"
        '<table:table-cell office:string-value="ViÖt"><text:p>ViÖt</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    converted, _ = convert(tmp_path, body, styles)
    assert 'office:string-value="Việt"' in converted
    assert ">Việt<" in converted


def test_the_old_font_is_replaced_by_one_that_has_all_letters(tmp_path):
    converted, _ = convert(
        tmp_path, '<text:p text:style-name="P">ViÖt Nam</text:p>', style("P", ".VnTime")
    )
    assert """svg:font-family="'Liberation Serif'\"""" in converted
    assert 'svg:font-family="Arial"' in converted


def test_print_ranges_of_a_table_are_removed(tmp_path):
    table = '<table:table table:print-ranges="A1:A1" table:name="a"/>'
    converted, encodings = convert(tmp_path, f"<office:spreadsheet>{table}</office:spreadsheet>")
    assert '<table:table table:name="a"' in converted
    assert encodings == frozenset()


def test_cyclic_parent_styles_terminate(tmp_path):
    styles = style("A", parent="B") + style("B", parent="A")
    assert convert(tmp_path, '<text:p text:style-name="A">x</text:p>', styles)[0] is None


def test_a_unicode_document_is_not_rewritten(tmp_path):
    body = '<text:p text:style-name="P">Độc lập, tháng này</text:p>'
    assert convert(tmp_path, body, style("P", ".VnTime")) == (None, frozenset())


_CELL = "<table:table-cell><text:p>{0}</text:p></table:table-cell>"
_OPEN = '<table:table table:style-name="{0}">'
_HIDING = (
    '<style:style style:name="ẩn" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


def _row(*texts, attributes=""):
    return f"<table:table-row {attributes}>{''.join(map(_CELL.format, texts))}</table:table-row>"


@pytest.mark.parametrize(
    ("sheet", "has_hidden_cells"),
    [
        pytest.param(_OPEN + _row("a", "b"), False, id="all is shown"),
        pytest.param(_OPEN + _row("a", attributes='table:visibility="collapse"'), True, id="a row"),
        pytest.param(
            _OPEN + _row("a", attributes='table:visibility="filter"'), True, id="filtered"
        ),
        pytest.param(
            _OPEN + _row("", attributes='table:visibility="collapse"'), False, id="empty row"
        ),
        pytest.param(
            _OPEN + '<table:table-column/><table:table-column table:visibility="collapse"/>'
            f"{_row('a', 'b')}",
            True,
            id="a column",
        ),
        pytest.param(
            _OPEN + '<table:table-column table:number-columns-repeated="2"/>'
            f'<table:table-column table:visibility="collapse"/>{_row("a", "b")}',
            False,
            id="an empty column",
        ),
        pytest.param(_OPEN.replace("{0}", "ẩn") + _row("a"), True, id="a sheet"),
    ],
)
def test_hidden_cells_are_detected_and_stay_hidden(tmp_path, sheet, has_hidden_cells):
    body = f"<office:spreadsheet>{sheet}</table:table></office:spreadsheet>"
    converted, findings = convert_with_findings(tmp_path, body, _HIDING)
    assert findings.has_hidden_cells is has_hidden_cells
    assert ("collapse" in sheet) <= ("collapse" in converted)
