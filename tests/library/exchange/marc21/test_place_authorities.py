"""Authority records of the units: valid, linked both ways, with what is known of their days."""

import pytest

from library.clock import now
from library.exchange.item_description import Description
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.marc_record import collection, to_iso2709
from library.exchange.marc21.marc_writing import to_record
from library.exchange.marc21.place_authorities import unit_records
from library.exchange.marc21.read_marc import from_marc
from library.places.edition import shipped_history
from library.places.place_history import PlaceHistory
from library.places.then_and_now import heading_of, units_of_record
from library.places.units import Era, Variant
from tests.library.exchange.marc21.test_marc_merge import lines_of
from tests.xml_schemas import schema_errors

_BASE = "https://thuvien.example.org/dia-danh"


@pytest.fixture(scope="module")
def records():
    """Return the records of all units by their identifiers."""
    units = unit_records(shipped_history(), _BASE)
    return {record.control("001"): record for record in units}


def test_every_unit_is_a_valid_record_with_a_heading_of_its_own(records):
    assert schema_errors(b"".join(collection(records.values())), "marc/MARC21slim.xsd") == []
    assert records.keys() == shipped_history().units.keys()
    headings = [field.first("a") for r in records.values() for field in r.tagged("151")]
    assert len(set(headings)) == len(records)
    assert {len(record.control("008")) for record in records.values()} == {40}
    mrc = b"".join(map(to_iso2709, records.values()))
    assert (
        list(from_marc(mrc, "a.mrc").records.values())[-1].fields == [*records.values()][-1].fields
    )


def test_links_lead_back_from_the_other_record_under_its_heading(records):
    links = {
        (number, field.first("w"), field.first("0").removeprefix("(diachi)"), field.first("a"))
        for number, record in records.items()
        for field in record.tagged("551")
    }
    headings = {number: next(r.tagged("151")).first("a") for number, r in records.items()}
    assert all(headings[other] == heading for _, _, other, heading in links)
    later = {(unit, other) for unit, kind, other, _ in links if kind == "b"}
    earlier = {(other, unit) for unit, kind, other, _ in links if kind == "a"}
    assert later == earlier
    assert len(later) > 300


def test_a_former_commune_tells_days_act_heir_parent_and_what_is_unknown(records):
    lines = lines_of(records["x-hong-phong--van-lang"])
    assert "151 ## $aXã Hồng Phong (Văn Lãng)" in lines
    assert "046 ## $r1981-06-09$vQuyết định 246-CP ngày 10/6/1981$2edtf" in lines
    assert (
        "551 ## $wb$aXã Hồng Phong (Cao Lộc)$g10/6/1981, Quyết định 246-CP ngày 10/6/1981"
        "$0(diachi)x-hong-phong--cao-loc"
    ) in lines
    assert "551 ## $wg$aHuyện Văn Lãng (Lạng Sơn)$g?-9/6/1981$0(diachi)d-van-lang" in lines
    assert "667 ## $aXã Hồng Phong: ngày đầu ?, ngày cuối A, đã có ngày 9/6/1981." in lines


def test_an_identifier_of_wikidata_is_no_name():
    era = Era("x-a", 1, "xã", "A", "", "1981-06-10", "")
    variants = (Variant("x-a", "Q1", "Wikidata", (), "A"), Variant("x-a", "Â", "chữ Pháp", (), "B"))
    (record,) = unit_records(PlaceHistory((era,), variants=variants), _BASE)
    assert "024 7# $aQ1$2wikidata" in lines_of(record)
    assert [line for line in lines_of(record) if line.startswith("451")] == [
        "451 ## $wr$ichữ Pháp:$aÂ"
    ]


@pytest.mark.parametrize(
    ("name", "date", "headings"),
    [
        pytest.param(
            "Hồng Phong, huyện Văn Lãng",
            "1979",
            ["Xã Hồng Phong (Văn Lãng)", "Xã Đồng Đăng (từ 1/7/2025)"],
            id="a former commune and its heir",
        ),
        pytest.param("xã Hội Hoan", "2026", ["Xã Hội Hoan (từ 1/7/2025)"], id="one of today"),
        pytest.param("Bắc Sơn", "2010", [], id="a district and its town"),
        pytest.param("Bắc Sơn", "2026-01-02", ["Xã Bắc Sơn (từ 1/7/2025)"], id="the only one then"),
        pytest.param("xã Hồng Phong", "", [], id="an undated name of several"),
        pytest.param("xã Hồng Phong", "1981", [], id="the year in which it changed hands"),
        pytest.param("phường Kỳ Lừa", "1950", ["Phường Kỳ Lừa (từ 1/7/2025)"], id="a later name"),
        pytest.param("Paris", "1950", [], id="another place"),
    ],
)
def test_a_name_in_a_record_leads_to_the_units_of_then_and_today(name, date, headings):
    named = units_of_record(shipped_history(), [name, name], date)
    assert [text for place in named for _, text in place.headings] == headings


def test_the_record_of_an_item_carries_both_and_reads_back_as_it_was():
    places = units_of_record(shipped_history(), ["Hồng Phong, Văn Lãng"], "1979")
    cells = {"title": "Thư", "coverage": "Hồng Phong, Văn Lãng", "access": "public"}
    description = Description("x", now(), 1979, cells, address="https://a.vn/x", places=places)
    record = to_record(description)
    assert [line for line in lines_of(record) if line.startswith("651")] == [
        "651 #4 $aHồng Phong, Văn Lãng",
        "651 #7 $aXã Hồng Phong (Văn Lãng)$0(diachi)x-hong-phong--van-lang$2diachi",
        "651 #7 $aXã Đồng Đăng (từ 1/7/2025)$0(diachi)x-dong-dang--2025$2diachi",
    ]
    assert row_of_record(1, record).other["coverage"] == "Hồng Phong, Văn Lãng"


def test_headings_of_the_province_and_of_namesakes_say_what_tells_them_apart():
    units = shipped_history().units
    assert heading_of(shipped_history(), units["p-lang-son"]) == "Tỉnh Lạng Sơn"
    earlier = heading_of(shipped_history(), units["x-loc-yen--cao-loc-1"])
    assert earlier == "Xã Lộc Yên (Cao Lộc, đến 1981)"
