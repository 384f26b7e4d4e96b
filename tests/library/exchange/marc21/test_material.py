"""New MARC 21 records carry the codes and RDA fields of their kind of material."""

import pytest

from library.clock import now
from library.exchange.item_description import Description
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.marc_writing import to_record
from library.exchange.marc21.material import extent_subfields, extent_text

_PAGE = "https://thuvien.example.vn/tai-lieu/x"


def _record(pages=2, address="", **cells):
    full = {"title": "A", "language": "vi", "access": "public"} | cells
    return to_record(Description("x", now(), 1998, full, pages=pages, address=address))


@pytest.mark.parametrize(
    ("kind", "leader", "coded", "content"),
    [
        pytest.param("Sách", "nam", "|||||o|||||||| ||", "txt", id="book"),
        pytest.param("Gia phả", "ntm", "|||||o|||||||| ||", "txt", id="manuscript"),
        pytest.param("Bài viết", "naa", "|||||o|||||||| ||", "txt", id="article"),
        pytest.param("Bản đồ", "nem", "|||||| a  |o | ||", "cri", id="map"),
        pytest.param("Ảnh chân dung", "nkm", "nnn |     |o   in", "sti", id="picture"),
    ],
)
def test_leader_and_codes_follow_the_kind(kind, leader, coded, content):
    record = _record(kind=kind)
    fixed = record.control("008")
    assert (record.leader[5:8], fixed[18:35], len(fixed)) == (leader, coded, 40)
    assert next(record.tagged("336")).first("b") == content


def test_a_map_has_its_scale_and_the_codes_of_its_original():
    record = _record(kind="Bản đồ", number="tờ 6353-4, 1:50.000")
    assert [field.text for field in record.tagged("007")] == ["cr |n |||||a||", "aj |||||"]
    assert next(record.tagged("255")).first("a") == "Tỉ lệ 1:50.000"
    assert next(record.tagged("034")).first("b") == "50000"


def test_an_item_without_pages_is_described_as_paper():
    record = _record(pages=0, kind="Sách")
    terms = [next(record.tagged(tag)).first("b") for tag in ("337", "338")]
    assert (terms, record.control("008")[23]) == (["n", "nc"], " ")


def test_an_extent_is_split_into_subfields():
    record = _record(extent="327 tr. : ảnh ; 21 cm")
    expected = (("a", "327 tr."), ("b", "ảnh"), ("c", "21 cm"))
    assert next(record.tagged("300")).subfields == expected


@pytest.mark.parametrize("text", ["72 tr.; 24 cm", " : ", "a ; b : c", "1 tờ + 2 bản đồ", ";"])
def test_any_extent_is_read_back(text):
    assert extent_text(extent_subfields(text)) == text


def test_a_body_that_wrote_the_work_is_the_main_entry_in_110():
    record = _record(creator="Sở Văn hóa; Hoàng Nam", contributor="Hội Văn nghệ (phối hợp)")
    names = [(f.tag, f.first("a")) for f in record.tagged("100", "110", "700", "710")]
    assert names == [("110", "Sở Văn hóa"), ("700", "Hoàng Nam"), ("710", "Hội Văn nghệ")]
    row = row_of_record(1, record)
    assert row.told["creator"] == "Sở Văn hóa; Hoàng Nam"
    assert row.other["contributor"] == "Hội Văn nghệ (phối hợp)"


def test_access_stands_in_words_and_is_read_back():
    record = _record(access="library", opens="2030-01-01")
    assert next(record.tagged("506")).first("a").startswith("Chỉ đọc trên máy tính của thư viện")
    values = row_of_record(1, record).told
    assert (values["access"], values["opens"]) == ("library", "2030-01-01")


def test_the_link_to_the_item_counts_only_without_another():
    assert row_of_record(1, _record(address=_PAGE)).told["url"] == _PAGE
    with_source = row_of_record(1, _record(address=_PAGE, url="https://nguon.vn/1"))
    assert (with_source.told["url"], with_source.other.get("địa chỉ khác")) == (
        "https://nguon.vn/1",
        None,
    )


def test_a_record_names_its_agency_and_rules():
    assert _record().fields and next(_record().tagged("040")).values("b", "e") == ["vie", "rda"]
