"""Descriptions exported as MARC, MARCXML or Dublin Core are imported without loss."""

import pytest
from pymarc import MARCReader

from library.clock import now
from library.exchange import dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21.marc_writing import to_marc, to_marcxml
from library.exchange.problems import EmptySheetError
from library.incoming.record_reader import read_records
from library.xml_io import BrokenXmlError, HostileXmlError
from tests.makers import make_profile

_FORMATS = {
    "marc": (to_marc, "a.mrc"),
    "marcxml": (to_marcxml, "a.xml"),
    "dublin core": (dublin_core.to_xml, "a.xml"),
}
_ALL_FIELDS = {
    "title": "Non nước xứ Lạng: ký sự: tập 2",
    "kind": "Sách",
    "number": "149/KH-UBND",
    "series": "Tủ sách xứ Lạng, số 3",
    "issuing_body": "Ủy ban nhân dân tỉnh Lạng Sơn; Sở Văn hóa",
    "creator": "Hoàng Nam; Nông Văn B.",
    "date": "2017-08",
    "place": "H.",
    "language": "vi",
    "description": "Dòng một.\nDòng hai; vẫn là mô tả, có dấu / và :",
    "url": "https://vi.du/a?b=c&d=<e>",
    "licence": "CC BY 4.0.",
    "access": "library",
    "opens": "2030-01-01",
    "subject": "Lễ hội, hát then; Chợ phiên",
    "coverage": "Lạng Sơn; Đồng Đăng",
    "contributor": "Phùng Thị C (người ký); Lý D",
    "publisher": "Văn hoá dân tộc",
    "extent": "72 tr.; 24 cm",
    "note": "Thiếu bìa.",
    "relation": "Báo Lạng Sơn",
    "source": "Kho huyện Bắc Sơn",
    "edition": "In lần thứ 2",
    "isbn": "9786040000000; 9786040000001",
    "issn": "1859-0000",
    "classification": "915.97",
}
_BOOK = {
    "title": "Non nước xứ Lạng",
    "language": "vi",
    "access": "public",
    "classification": "915.97; K5(1)",
    "book_number": "N430N",
    "creator": "Hoàng Nam",
    "responsibility": "Hoàng Nam ch.b. ; Lê B",
    "subject": "Lễ hội -- Lịch sử -- Thế kỷ 20; Hát then",
}


def _round_trip(form, *descriptions):
    write, name = _FORMATS[form]
    content = b"".join(write(descriptions))
    return [{**row.told, **row.other} for row in read_records(content, name, make_profile()).rows]


def _description(cells, item="abc123"):
    return Description(item, now(), 2017, cells)


@pytest.mark.parametrize("form", _FORMATS)
def test_a_complete_description_survives_the_round_trip(form):
    assert _round_trip(form, _description(_ALL_FIELDS)) == [_ALL_FIELDS]


@pytest.mark.parametrize("form", ["marc", "marcxml"])
def test_a_book_survives_the_round_trip(form):
    assert _round_trip(form, _description(_BOOK)) == [_BOOK]


@pytest.mark.parametrize("form", _FORMATS)
@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"title": "A"}, id="title only"),
        pytest.param({"title": "Chợ : xưa /", "creator": "Nam,"}, id="ISBD punctuation in values"),
        pytest.param({"title": "A: B: "}, id="a colon at the end"),
        pytest.param(
            {"title": "A", "issuing_body": "Sở Văn hóa"}, id="a corporate body without a person"
        ),
        pytest.param({"title": "A", "language": "tyz"}, id="a language without a code of MARC"),
        pytest.param({"title": "A", "language": "lzh", "date": "1886"}, id="classical Chinese"),
        pytest.param({"title": "A", "contributor": "Lý D"}, id="a contributor without a role"),
        pytest.param({"title": "A", "date": "hôm qua"}, id="an unreadable date"),
        pytest.param({"title": "A", "date": "khoảng 1920"}, id="a date as archivists write it"),
        pytest.param({"title": "Hịch “漢喃” < & >"}, id="letters of other scripts"),
    ],
)
def test_a_sparse_description_survives_the_round_trip(form, cells):
    full = {"language": "vi", "access": "public"} | cells
    clean = {name: text.strip() for name, text in full.items()}
    assert _round_trip(form, _description(full)) == [clean]


@pytest.mark.parametrize("form", _FORMATS)
def test_records_are_imported_in_order_with_their_identifiers(form):
    write, name = _FORMATS[form]
    descriptions = [_description({"title": str(n)}, f"id{n}") for n in range(3)]
    rows = read_records(b"".join(write(descriptions)), name, make_profile()).rows
    assert [(row.number, row.file) for row in rows] == [(1, "id0"), (2, "id1"), (3, "id2")]


def test_exported_marc_is_readable_by_pymarc():
    content = b"".join(to_marc([_description(_ALL_FIELDS), _description({"title": "B"})]))
    first, second = MARCReader(content)
    assert first["245"]["a"] == "Non nước xứ Lạng"
    assert (len(str(first["008"].data)), str(first.leader)[9]) == (40, "a")
    assert second["245"]["a"] == "B"


def test_a_text_too_long_for_a_marc_field_is_truncated():
    description = _description({"title": "A", "description": "chữ " * 5000})
    (record,) = MARCReader(b"".join(to_marc([description])))
    assert len(record.as_marc()) < 10_000
    assert record["520"]["a"].endswith("…")
    assert _round_trip("marcxml", description)[0]["description"] == ("chữ " * 5000).strip()


_OAI_RESPONSE = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record>
<header><identifier>oai:thu-vien:7</identifier></header><metadata>
<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Chợ</dc:title><dc:creator>A</dc:creator>
<dc:creator>B</dc:creator><dc:identifier>http://vi.du/7</dc:identifier>
<dc:identifier>urn:ISBN:123</dc:identifier></oai_dc:dc></metadata></record></ListRecords></OAI-PMH>"""


def test_an_oai_pmh_response_of_another_repository_is_read_with_its_identifiers():
    (row,) = read_records(_OAI_RESPONSE.encode(), "oai.xml", make_profile()).rows
    assert row.file == "oai:thu-vien:7"
    assert row.told == {"title": "Chợ", "creator": "A; B", "url": "http://vi.du/7"}
    assert row.other == {"isbn": "123"}


def test_a_spreadsheet_without_a_file_column_is_read_as_records():
    rows = read_records("Nhan đề,Năm\nChợ,1926\n".encode(), "a.csv", make_profile()).rows
    assert [row.told for row in rows] == [{"title": "Chợ", "date": "1926"}]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"<a/>", EmptySheetError, id="no records"),
        pytest.param(b"<a>", BrokenXmlError, id="broken"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', HostileXmlError, id="hostile"),
        pytest.param(b"\x00\x01\x02", EmptySheetError, id="nonsense"),
    ],
)
def test_a_file_without_records_is_refused(content, error):
    with pytest.raises(error):
        read_records(content, "a.xml", make_profile())
