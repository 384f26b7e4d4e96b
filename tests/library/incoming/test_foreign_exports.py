"""Exports of DSpace and Omeka S are read with their fields, files and identifiers."""

import io
import zipfile

import pytest

from library.exchange.problems import EmptySheetError
from library.incoming.record_reader import read_records
from tests.makers import make_profile

_DUBLIN_CORE = """<dublin_core schema="dc">
<dcvalue element="title" qualifier="none">Chợ Kỳ Lừa</dcvalue>
<dcvalue element="contributor" qualifier="author">Hoàng Nam</dcvalue>
<dcvalue element="contributor" qualifier="author">Lê B</dcvalue>
<dcvalue element="date" qualifier="issued">1926</dcvalue>
<dcvalue element="subject">Chợ phiên</dcvalue>
</dublin_core>"""
_LOCAL = """<dublin_core schema="local"><dcvalue element="kho">Địa chí</dcvalue></dublin_core>"""
_CONTENTS = "cho.pdf\tbundle:ORIGINAL\ncho.pdf.txt\tbundle:TEXT\nlicense.txt\n"


def _zipped(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


_SAF = _zipped(
    {
        "xuat/item_001/dublin_core.xml": _DUBLIN_CORE,
        "xuat/item_001/metadata_local.xml": _LOCAL,
        "xuat/item_001/contents": _CONTENTS,
        "xuat/item_001/handle": "123456789/7\n",
        "xuat/item_001/cho.pdf": "%PDF-",
        "xuat/item_002/dublin_core.xml": _DUBLIN_CORE.replace("Kỳ Lừa", "Đồng Đăng"),
    }
)


def _read(content, name, mapping=None):
    return read_records(content, name, make_profile(), mapping or {})


def test_a_simple_archive_of_dspace():
    records = _read(_SAF, "xuat.zip")
    first, second = records.rows
    assert (first.file, second.file) == ("123456789/7", "item_002")
    assert first.told == {"title": "Chợ Kỳ Lừa", "creator": "Hoàng Nam; Lê B", "date": "1926"}
    assert first.other["subject"] == "Chợ phiên"
    assert first.other["tệp đi kèm"] == "cho.pdf"
    assert any("local.kho" in remark for remark in records.remarks)


def test_a_csv_of_dspace_with_several_values_in_a_cell():
    text = "id,collection,dc.title[vi],dc.contributor.author,dc.date.issued,dc.subject[]\n"
    row = _read(f"{text}7,1/2,Chợ,Hoàng Nam||Lê B,1926,Chợ phiên||Tày\n".encode(), "a.csv").rows[0]
    assert row.told == {"title": "Chợ", "creator": "Hoàng Nam; Lê B", "date": "1926"}
    assert row.other["subject"] == "Chợ phiên; Tày"


def test_a_csv_of_omeka_with_several_values_in_a_cell():
    text = "o:id,dcterms:title,dcterms:creator,dcterms:date,dcterms:spatial\n"
    row = _read(f"{text}7,Chợ,Hoàng Nam|Lê B,1926,Lạng Sơn|Đồng Đăng\n".encode(), "a.csv").rows[0]
    assert row.told == {"title": "Chợ", "creator": "Hoàng Nam; Lê B", "date": "1926"}
    assert row.other["coverage"] == "Lạng Sơn; Đồng Đăng"


def test_a_remembered_column_goes_to_its_field_or_is_left_out():
    text = "nhan đề,Tên kho,Người nhập\nChợ,Kho địa chí,Hằng\n"
    (row,) = _read(text.encode(), "a.csv", {"ten kho": "source", "nguoi nhap": ""}).rows
    assert row.other == {"source": "Kho địa chí"}


def test_a_remembered_subfield_goes_to_its_field():
    xml = (
        '<collection xmlns="http://www.loc.gov/MARC21/slim"><record>'
        "<leader>00000nam a2200000 a 4500</leader>"
        '<datafield tag="245" ind1="0" ind2="0"><subfield code="a">Chợ</subfield></datafield>'
        '<datafield tag="911" ind1=" " ind2=" "><subfield code="a">Kho</subfield></datafield>'
        "</record></collection>"
    )
    (row,) = _read(xml.encode(), "a.xml", {"911$a": "source"}).rows
    assert row.other == {"source": "Kho"}


def test_metadata_without_documents_is_refused():
    with pytest.raises(EmptySheetError):
        _read(b"<DirectoryMetadata></DirectoryMetadata>", "metadata.xml")
