"""MARC records are read as libraries write them, right or not."""

import pytest
from pymarc import Field, Indicators, Record, Subfield
from pymarc.marcxml import record_to_xml

from library.exchange.list_reader import read_sheet
from library.exchange.problems import UnreadableSheetError
from library.xml_io import BrokenXmlError, HostileXmlError
from tests.makers import make_profile


def make_record(*fields, tag_001="so-1", fixed=""):
    """Return a record of (tag, code, text, code, text …)."""
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


def row(*fields, **told):
    """Return what is read of one record."""
    content = make_record(*fields, **told).as_marc()
    return read_sheet(content, "metadata.mrc", make_profile()).rows[0]


def test_a_title_loses_the_punctuation_of_the_card():
    told = row(("245", "a", "Non nước xứ Lạng :", "b", "ký sự /", "c", "Lê Văn Năm.")).told
    assert told == {"title": "Non nước xứ Lạng: ký sự", "creator": "Lê Văn Năm"}


def test_people_and_bodies_are_told_apart():
    told = row(
        ("100", "a", "Hoàng Nam,"), ("700", "a", "Nông Văn B"), ("110", "a", "Sở Văn hoá")
    ).told
    assert told == {"creator": "Hoàng Nam; Nông Văn B", "issuing_body": "Sở Văn hoá"}


def test_one_with_another_role_is_no_author():
    assert row(("700", "a", "Phùng Thị C", "e", "người ký")).other == {
        "contributor": "Phùng Thị C (người ký)"
    }


def test_a_short_name_of_a_place_is_understood_and_remarked_on():
    read = row(("260", "a", "H. :", "b", "Văn hoá dân tộc,", "c", "1998."))
    assert read.told == {"date": "1998", "place": "Hà Nội"}
    assert read.other == {"publisher": "Văn hoá dân tộc"}
    assert read.remarks == ("Nơi xuất bản “H.” được hiểu là Hà Nội.",)


def test_topics_joined_by_commas_are_parted_and_remarked_on():
    read = row(("650", "a", "Lễ hội, Hát then,Lạng Sơn"))
    assert read.other == {"subject": "Lễ hội; Hát then; Lạng Sơn"}
    assert len(read.remarks) == 1


@pytest.mark.parametrize(
    ("typed", "date", "remarks"),
    [("c1998", "1998", 0), ("[1998?]", "1998?", 0), ("26/11/2025", "2025-11-26", 0)],
)
def test_the_date_on_a_card_is_understood(typed, date, remarks):
    read = row(("264", "c", typed))
    assert (read.told["date"], len(read.remarks)) == (date, remarks)


def test_without_a_date_the_coded_year_is_taken_and_remarked_on():
    read = row(fixed="181108s1965    vm        n   000   tyz  ")
    assert read.told == {"date": "1965", "language": "tyz"}
    assert "1965" in read.remarks[0]


def test_languages_written_together_are_parted():
    read = row(("041", "a", "viefre"))
    assert (read.told["language"], read.other["languages"]) == ("vi", "vie; fre")


@pytest.mark.parametrize(
    ("fields", "file", "url"),
    [
        ([("856", "f", "sach.pdf", "u", "https://vidu.vn/1")], "sach.pdf", "https://vidu.vn/1"),
        ([("856", "u", "sach.pdf")], "sach.pdf", None),
        ([("856", "u", "https://vidu.vn/1")], "so-1", "https://vidu.vn/1"),
    ],
)
def test_a_record_names_its_file(fields, file, url):
    read = row(*fields)
    assert (read.file, read.told.get("url")) == (file, url)


def test_lengths_that_were_counted_in_letters_do_no_harm():
    record = make_record(("245", "a", "Địa chí Lạng Sơn"), ("520", "a", "Tóm tắt"))
    raw = record.as_marc()
    head, _, rest = raw[24:].partition(b"\x1e")
    entries = [head[place : place + 12] for place in range(0, len(head), 12)]
    letters, shifted = 0, b""
    for entry, content in zip(entries, rest.split(b"\x1e"), strict=False):
        length = len(content.decode()) + 1
        shifted += entry[:3] + b"%04d%05d" % (length, letters)
        letters += length
    read = read_sheet(raw[:24] + shifted + b"\x1e" + rest, "metadata.mrc", make_profile())
    assert read.rows[0].told == {"title": "Địa chí Lạng Sơn", "description": "Tóm tắt"}


def test_marc_8_letters_are_read():
    raw = make_record(("245", "a", "XX")).as_marc().replace(b"XX", b"H\xe1a")
    read = read_sheet(raw, "metadata.mrc", make_profile())
    assert read.rows[0].told["title"] == "Hà"


def test_marcxml_says_the_same():
    record = make_record(("245", "a", "Địa chí"), ("024", "a", "5/KH"))
    content = b"<collection>" + record_to_xml(record, namespace=True) + b"</collection>"
    read = read_sheet(content, "metadata.xml", make_profile()).rows[0]
    assert (read.file, read.told) == ("so-1", {"title": "Địa chí", "number": "5/KH"})


def test_xml_that_swells_is_refused_in_words():
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><collection>&c;</collection>'
    with pytest.raises(HostileXmlError, match="tự định nghĩa thực thể XML"):
        read_sheet(laughs, "metadata.xml", make_profile())


@pytest.mark.parametrize(
    "content",
    [
        b"<collection><record>",
        b"<",
        b"<record xmlns='http://www.loc.gov/MARC21/slim'><leader>00</leader></record>",
    ],
)
def test_xml_that_breaks_off_is_refused_in_words(content):
    with pytest.raises(BrokenXmlError):
        read_sheet(content, "metadata.xml", make_profile())


def test_what_is_no_marc_is_refused_in_words():
    with pytest.raises(UnreadableSheetError):
        read_sheet(b"x" * 24 + "không phải biểu ghi".encode(), "sach.mrc", make_profile())
