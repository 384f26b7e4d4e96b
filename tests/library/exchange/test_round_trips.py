"""What goes out as MARC, MARCXML or Dublin Core comes in as it was."""

import pytest
from pymarc import MARCReader

from library.clock import now
from library.exchange import dublin_core
from library.exchange.item_description import Description
from library.exchange.marc_writing import to_marc, to_marcxml
from library.exchange.problems import EmptySheetError
from library.exchange.record_reader import read_records
from library.xml_io import BrokenXmlError, HostileXmlError
from tests.makers import make_profile

_FORMS = {
    "marc": (to_marc, "a.mrc"),
    "marcxml": (to_marcxml, "a.xml"),
    "dublin core": (dublin_core.to_xml, "a.xml"),
}
_FULL = {
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


def _came_in(form, *told):
    write, name = _FORMS[form]
    content = b"".join(write(told))
    return [{**row.told, **row.other} for row in read_records(content, name, make_profile()).rows]


def _description(cells, item="abc123"):
    return Description(item, now(), 2017, cells)


@pytest.mark.parametrize("form", _FORMS)
def test_all_that_is_known_of_an_item_comes_in_as_it_went_out(form):
    assert _came_in(form, _description(_FULL)) == [_FULL]


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"title": "A"}, id="a title alone"),
        pytest.param({"title": "Chợ : xưa /", "creator": "Nam,"}, id="punctuation of one's own"),
        pytest.param({"title": "A: B: "}, id="a colon at the end"),
        pytest.param({"title": "A", "issuing_body": "Sở Văn hóa"}, id="a body alone"),
        pytest.param({"title": "A", "language": "tyz"}, id="a language without a code of MARC"),
        pytest.param({"title": "A", "language": "lzh", "date": "1886"}, id="classical Chinese"),
        pytest.param({"title": "A", "contributor": "Lý D"}, id="somebody without a role"),
        pytest.param({"title": "A", "date": "hôm qua"}, id="a date that is none"),
        pytest.param({"title": "A", "date": "khoảng 1920"}, id="a date as archivists write it"),
        pytest.param({"title": "Hịch “漢喃” < & >"}, id="letters of other scripts"),
    ],
)
def test_little_that_is_known_comes_in_too(form, told):
    full = {"language": "vi", "access": "public"} | told
    clean = {name: text.strip() for name, text in full.items()}
    assert _came_in(form, _description(full)) == [clean]


@pytest.mark.parametrize("form", _FORMS)
def test_records_keep_their_order_and_their_names(form):
    write, name = _FORMS[form]
    told = [_description({"title": str(n)}, f"id{n}") for n in range(3)]
    rows = read_records(b"".join(write(told)), name, make_profile()).rows
    assert [(row.number, row.file) for row in rows] == [(1, "id0"), (2, "id1"), (3, "id2")]


def test_other_programs_read_our_marc():
    content = b"".join(to_marc([_description(_FULL), _description({"title": "B"})]))
    first, second = MARCReader(content)
    assert first["245"]["a"] == "Non nước xứ Lạng"
    assert (len(str(first["008"].data)), str(first.leader)[9]) == (40, "a")
    assert second["245"]["a"] == "B"


def test_a_text_too_long_for_a_field_of_marc_is_shortened():
    told = _description({"title": "A", "description": "chữ " * 5000})
    (record,) = MARCReader(b"".join(to_marc([told])))
    assert len(record.as_marc()) < 10_000
    assert record["520"]["a"].endswith("…")
    assert _came_in("marcxml", told)[0]["description"] == ("chữ " * 5000).strip()


_OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record>
<header><identifier>oai:thu-vien:7</identifier></header><metadata>
<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Chợ</dc:title><dc:creator>A</dc:creator>
<dc:creator>B</dc:creator><dc:identifier>http://vi.du/7</dc:identifier>
<dc:identifier>urn:ISBN:123</dc:identifier></oai_dc:dc></metadata></record></ListRecords></OAI-PMH>"""


def test_records_of_another_repository_are_read_with_their_names():
    (row,) = read_records(_OAI.encode(), "oai.xml", make_profile()).rows
    assert row.file == "oai:thu-vien:7"
    assert row.told == {"title": "Chợ", "creator": "A; B", "url": "http://vi.du/7"}
    assert row.other == {"isbn": "123"}


def test_a_spreadsheet_without_files_is_read_as_records():
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
def test_what_holds_no_records_is_refused_in_words(content, error):
    with pytest.raises(error):
        read_records(content, "a.xml", make_profile())
