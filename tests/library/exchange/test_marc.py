"""MARC records are read as libraries write them, including common errors."""

import pytest
from pymarc import Field, Indicators, Record, Subfield
from pymarc.marcxml import record_to_xml

from library.exchange.problems import UnimarcError, UnreadableSheetError
from library.incoming.list_reader import read_list
from library.xml_io import BrokenXmlError, HostileXmlError
from tests.makers import make_profile


def make_record(*fields, tag_001="so-1", fixed=""):
    """Return a MARC record with fields given as (tag, code, text, code, text …)."""
    record = Record(force_utf8=True)
    record.add_field(Field("001", data=tag_001))
    if fixed:
        record.add_field(Field("008", data=fixed))
    for tag, *parts in fields:
        pairs = zip(parts[::2], parts[1::2], strict=True)
        subfields = [Subfield(code, text) for code, text in pairs]
        blank = Indicators("8", " ") if tag == "024" else Indicators(" ", " ")
        record.add_field(Field(tag, indicators=blank, subfields=subfields))
    return record


def read_row(*fields, **subfields):
    """Return the row that is read from a list with one MARC record."""
    content = make_record(*fields, **subfields).as_marc()
    return read_list(content, "metadata.mrc", make_profile()).rows[0]


def test_a_title_loses_its_isbd_punctuation():
    fields = read_row(("245", "a", "Non nước xứ Lạng :", "b", "ký sự /", "c", "Lê Văn Năm.")).told
    assert fields == {"title": "Non nước xứ Lạng: ký sự", "creator": "Lê Văn Năm"}


def test_persons_and_corporate_bodies_are_separate_fields():
    fields = read_row(
        ("100", "a", "Hoàng Nam,"), ("700", "a", "Nông Văn B"), ("110", "a", "Sở Văn hoá")
    ).told
    assert fields == {"creator": "Hoàng Nam; Nông Văn B", "issuing_body": "Sở Văn hoá"}


def test_a_person_with_another_role_is_a_contributor():
    assert read_row(("700", "a", "Phùng Thị C", "e", "người ký")).other == {
        "contributor": "Phùng Thị C (người ký)"
    }


def test_an_abbreviated_place_is_expanded_with_a_remark():
    row = read_row(("260", "a", "H. :", "b", "Văn hoá dân tộc,", "c", "1998."))
    assert row.told == {"date": "1998", "place": "Hà Nội"}
    assert row.other == {"publisher": "Văn hoá dân tộc"}
    assert row.remarks == ("Nơi xuất bản “H.” được hiểu là Hà Nội.",)


def test_subjects_joined_by_commas_are_split_with_a_remark():
    row = read_row(("650", "a", "Lễ hội, Hát then,Lạng Sơn"))
    assert row.other == {"subject": "Lễ hội; Hát then; Lạng Sơn"}
    assert len(row.remarks) == 1


@pytest.mark.parametrize(
    ("typed", "date", "remarks"),
    [("c1998", "1998", 0), ("[1998?]", "1998?", 0), ("26/11/2025", "2025-11-26", 0)],
)
def test_a_date_in_catalogue_notation_is_read(typed, date, remarks):
    row = read_row(("264", "c", typed))
    assert (row.told["date"], len(row.remarks)) == (date, remarks)


def test_a_missing_date_is_taken_from_field_008_with_a_remark():
    row = read_row(fixed="181108s1965    vm        n   000   tyz  ")
    assert row.told == {"date": "1965", "language": "tyz"}
    assert "1965" in row.remarks[0]


def test_joined_language_codes_are_split():
    row = read_row(("041", "a", "viefre"))
    assert (row.told["language"], row.other["languages"]) == ("vi", "vie; fre")


@pytest.mark.parametrize(
    ("fields", "file", "url"),
    [
        ([("856", "f", "sach.pdf", "u", "https://vidu.vn/1")], "sach.pdf", "https://vidu.vn/1"),
        ([("856", "u", "sach.pdf")], "sach.pdf", None),
        ([("856", "u", "https://vidu.vn/1")], "so-1", "https://vidu.vn/1"),
    ],
)
def test_the_file_name_is_taken_from_field_856_or_001(fields, file, url):
    row = read_row(*fields)
    assert (row.file, row.told.get("url")) == (file, url)


def test_the_first_address_is_the_link_and_others_are_kept():
    row = read_row(("856", "u", "https://vidu.vn/1"), ("856", "u", "https://vidu.vn/2"))
    assert (row.told["url"], row.other["địa chỉ khác"]) == (
        "https://vidu.vn/1",
        "https://vidu.vn/2",
    )


def test_wrong_field_lengths_are_ignored():
    record = make_record(("245", "a", "Địa chí Lạng Sơn"), ("520", "a", "Tóm tắt"))
    raw = record.as_marc()
    head, _, remainder = raw[24:].partition(b"\x1e")
    entries = [head[start : start + 12] for start in range(0, len(head), 12)]
    position, directory = 0, b""
    for entry, content in zip(entries, remainder.split(b"\x1e"), strict=False):
        length = len(content.decode()) + 1
        directory += entry[:3] + b"%04d%05d" % (length, position)
        position += length
    sheet = read_list(raw[:24] + directory + b"\x1e" + remainder, "metadata.mrc", make_profile())
    assert sheet.rows[0].told == {"title": "Địa chí Lạng Sơn", "description": "Tóm tắt"}


def test_marc_8_text_is_read():
    raw = make_record(("245", "a", "XX")).as_marc().replace(b"XX", b"H\xe1a")
    sheet = read_list(raw, "metadata.mrc", make_profile())
    assert sheet.rows[0].told["title"] == "Hà"


def test_marcxml_is_read_like_marc():
    record = make_record(("245", "a", "Địa chí"), ("024", "a", "5/KH"))
    content = b"<collection>" + record_to_xml(record, namespace=True) + b"</collection>"
    row = read_list(content, "metadata.xml", make_profile()).rows[0]
    assert (row.file, row.told) == ("so-1", {"title": "Địa chí", "number": "5/KH"})


def test_xml_with_entity_definitions_is_refused():
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><collection>&c;</collection>'
    with pytest.raises(HostileXmlError, match="tự định nghĩa thực thể XML"):
        read_list(laughs, "metadata.xml", make_profile())


@pytest.mark.parametrize(
    "content",
    [
        b"<collection><record>",
        b"<",
        b"<record xmlns='http://www.loc.gov/MARC21/slim'><leader>00</leader></record>",
    ],
)
def test_incomplete_xml_is_refused(content):
    with pytest.raises(BrokenXmlError):
        read_list(content, "metadata.xml", make_profile())


def _titles(content, name="a.mrc"):
    sheet = read_list(content, name, make_profile())
    return [(row.number, row.told["title"]) for row in sheet.rows], sheet.remarks


_GOOD = [make_record(("245", "a", f"Sách {n}"), tag_001=str(n)).as_marc() for n in range(1, 4)]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        pytest.param(_GOOD[1][:58], "bị cắt cụt", id="cut off before its end mark"),
        pytest.param(_GOOD[1][:58] + b"\x1d", "bị cắt cụt", id="cut off with an end mark"),
        pytest.param(_GOOD[1][:24] + b"x" * 30 + b"\x1e\x1d", "không đúng dạng", id="directory"),
        pytest.param(_GOOD[1][:24] + b"\x1e\x1d", "không có trường nào", id="no fields"),
        pytest.param(b"\x00\xff" * 40 + b"\x1d", "không", id="no record at all"),
    ],
)
def test_a_broken_record_is_named_and_hides_no_other(broken, reason):
    rows, remarks = _titles(_GOOD[0] + broken + _GOOD[2])
    assert rows == [(1, "Sách 1"), (3, "Sách 3")]
    assert len(remarks) == 1
    assert remarks[0].startswith("Biểu ghi thứ 2 bị hỏng")
    assert reason in remarks[0]


def test_a_record_that_promises_more_fields_than_it_has_is_read_in_one_go():
    directory = b"".join(b"500%04d%05d" % (9, place) for place in range(2_000))
    liar = _GOOD[0][:24] + directory + b"\x1e" + b"x\x1d" * 150_000  # took ten seconds
    remarks = read_list(_GOOD[0] + liar + _GOOD[1], "a.mrc", make_profile()).remarks
    assert [remark.partition(":")[0] for remark in remarks] == [
        "Biểu ghi thứ 2 bị hỏng, không đọc được"
    ]


def test_an_end_mark_inside_a_field_spoils_nothing():
    torn = _GOOD[1].replace("Sách".encode(), b"S\x1dch")
    assert [number for number, _ in _titles(_GOOD[0] + torn + _GOOD[2])[0]] == [1, 2, 3]


_XML_RECORD = (
    '<marc:record><marc:leader>00000nam a2200000 c 4500</marc:leader><marc:datafield tag="245" '
    'ind1="0" ind2="0"><marc:subfield code="a">{}</marc:subfield></marc:datafield></marc:record>'
)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("<marc:record><marc:leader>0</marc:leader></marc:record>", id="no fields"),
        pytest.param(_XML_RECORD.format("a & b"), id="an ampersand"),
        pytest.param(_XML_RECORD.format("a")[:150], id="no end"),
        pytest.param(_XML_RECORD.format("a").replace('"245"', '""'), id="a field without a tag"),
    ],
)
def test_a_broken_record_in_xml_hides_no_other(broken):
    text = _XML_RECORD.format("Một") + broken + _XML_RECORD.format("Ba")
    space = 'xmlns:marc="http://www.loc.gov/MARC21/slim"'
    content = f"<marc:collection {space}>{text}</marc:collection>".encode()
    rows, remarks = _titles(content, "a.xml")
    assert rows == [(1, "Một"), (3, "Ba")]
    assert "Biểu ghi thứ 2 bị hỏng" in remarks[0]


def test_unimarc_is_refused():
    record = make_record(("200", "a", "Le Tonkin"), ("700", "a", "Martin"))
    with pytest.raises(UnimarcError):
        read_list(record.as_marc(), "a.mrc", make_profile())


def test_a_file_that_is_no_marc_is_refused():
    with pytest.raises(UnreadableSheetError):
        read_list(b"x" * 24 + "không phải biểu ghi".encode(), "sach.mrc", make_profile())
