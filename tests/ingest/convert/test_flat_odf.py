"""Tests of how old fonts are found and replaced in OpenDocument files."""

import pytest

from ingest.convert.flat_odf import modernised
from library.vietnamese.legacy_encodings import OldEncoding

_NAMES = "office style text table draw svg fo"


def rewritten(tmp_path, body, styles="", faces=(".VnTime", ".VnTimeH", "Arial")):
    """Return what becomes of a document, and the encodings found."""
    made, found = looked_over(tmp_path, body, styles, faces)
    return made, found.encodings


def looked_over(tmp_path, body, styles="", faces=()):
    """Return what becomes of a document, and all that is found in it."""
    names = " ".join(f'xmlns:{name}="urn:{name}"' for name in _NAMES.split())
    declared = "".join(
        f'<style:font-face style:name="{face}" svg:font-family="{face}"/>' for face in faces
    )
    (tmp_path / "a.fodt").write_text(
        f"<office:document {names}><office:font-face-decls>{declared}</office:font-face-decls>"
        f"<office:styles>{styles}</office:styles><office:body>{body}</office:body></office:document>",
        "utf-8",
    )
    found = modernised(tmp_path / "a.fodt", tmp_path / "b.fodt")
    made = tmp_path / "b.fodt"
    return made.read_text("utf-8") if made.exists() else None, found


def style(name, font=None, *, family="paragraph", parent=""):
    """Return a style as it is declared."""
    inside = f'<style:text-properties style:font-name="{font}"/>' if font else ""
    return (
        f'<style:style style:name="{name}" style:family="{family}" '
        f'style:parent-style-name="{parent}">{inside}</style:style>'
    )


def test_a_paragraph_is_read_by_the_font_of_its_style(tmp_path):
    made, found = rewritten(
        tmp_path, '<text:p text:style-name="P">ViÖt Nam</text:p>', style("P", ".VnTime")
    )
    assert ">Việt Nam<" in made
    assert found == {OldEncoding.TCVN3}


def test_a_style_asks_the_one_it_is_based_on(tmp_path):
    styles = style("A", ".VnTimeH") + style("P", parent="A")
    made, _ = rewritten(tmp_path, '<text:p text:style-name="P">ViÖt</text:p>', styles)
    assert ">VIỆT<" in made


def test_a_span_has_a_font_of_its_own(tmp_path):
    styles = style("P", ".VnTime") + style("T", ".VnTimeH", family="text")
    body = (
        '<text:p text:style-name="P">n­íc <text:span text:style-name="T">ViÖt</text:span></text:p>'
    )
    made, _ = rewritten(tmp_path, body, styles)
    assert "nước <" in made
    assert ">VIỆT<" in made


def test_a_cell_without_a_style_has_that_of_its_column(tmp_path):
    styles = style("C", "Arial", family="table-cell") + style("D", ".VnTime", family="table-cell")
    body = (
        '<table:table><table:table-column table:default-cell-style-name="C"/>'
        '<table:table-column table:default-cell-style-name="D"/><table:table-row>'
        "<table:table-cell><text:p>kÕ</text:p></table:table-cell>"
        '<table:table-cell office:string-value="ViÖt"><text:p>ViÖt</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    made, _ = rewritten(tmp_path, body, styles)
    assert 'office:string-value="Việt"' in made
    assert ">Việt<" in made


def test_the_old_font_is_replaced_by_one_that_has_all_letters(tmp_path):
    made, _ = rewritten(
        tmp_path, '<text:p text:style-name="P">ViÖt Nam</text:p>', style("P", ".VnTime")
    )
    assert """svg:font-family="'Liberation Serif'\"""" in made
    assert 'svg:font-family="Arial"' in made


def test_a_table_is_printed_whole(tmp_path):
    table = '<table:table table:print-ranges="A1:A1" table:name="a"/>'
    made, found = rewritten(tmp_path, f"<office:spreadsheet>{table}</office:spreadsheet>")
    assert '<table:table table:name="a"' in made
    assert found == frozenset()


def test_styles_that_are_based_on_each_other_end(tmp_path):
    styles = style("A", parent="B") + style("B", parent="A")
    assert rewritten(tmp_path, '<text:p text:style-name="A">x</text:p>', styles)[0] is None


def test_a_document_of_today_is_not_written_anew(tmp_path):
    body = '<text:p text:style-name="P">Độc lập, tháng này</text:p>'
    assert rewritten(tmp_path, body, style("P", ".VnTime")) == (None, frozenset())


_CELL = "<table:table-cell><text:p>{0}</text:p></table:table-cell>"
_OPEN = '<table:table table:style-name="{0}">'
_HIDING = (
    '<style:style style:name="ẩn" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


def _row(*texts, told=""):
    return f"<table:table-row {told}>{''.join(map(_CELL.format, texts))}</table:table-row>"


@pytest.mark.parametrize(
    ("sheet", "hides"),
    [
        pytest.param(_OPEN + _row("a", "b"), False, id="all is shown"),
        pytest.param(_OPEN + _row("a", told='table:visibility="collapse"'), True, id="a row"),
        pytest.param(_OPEN + _row("a", told='table:visibility="filter"'), True, id="filtered"),
        pytest.param(_OPEN + _row("", told='table:visibility="collapse"'), False, id="empty row"),
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
def test_what_a_spreadsheet_hides_is_noticed_and_stays_hidden(tmp_path, sheet, hides):
    body = f"<office:spreadsheet>{sheet}</table:table></office:spreadsheet>"
    made, found = looked_over(tmp_path, body, _HIDING)
    assert found.hides is hides
    assert ("collapse" in sheet) <= ("collapse" in made)
