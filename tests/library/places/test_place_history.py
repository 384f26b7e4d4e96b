"""Tests of the units of the province on any day, as the shipped edition has them."""

import pytest

from library.places import place_records as records
from library.places.edition import shipped_history, shipped_records, sources
from library.places.kin import kin_of, time_labels
from library.places.place_history import PlaceHistory
from library.places.units import Era, Event, Presence

HISTORY = shipped_history()
RECORDS = shipped_records()


def _ids(units):
    return [unit.id for unit in units]


@pytest.mark.parametrize(
    ("question", "units"),
    [
        pytest.param(
            ("xã Hồng Phong", "1979-05-01", "huyện Văn Lãng"),
            ["x-hong-phong--van-lang"],
            id="a letter of 1979 from Văn Lãng",
        ),
        pytest.param(
            ("hong phong", "1990-01-01", "cao loc"),
            ["x-hong-phong--cao-loc"],
            id="typed without marks and kinds",
        ),
        pytest.param(
            ("xã Tràng Các", "2010-01-01"), ["x-trang-cac--van-quan"], id="a report of 2010"
        ),
        pytest.param(
            ("châu Lộc Bình", "1947-08-01", "Hải Ninh"), ["d-loc-binh"], id="a châu in Hải Ninh"
        ),
        pytest.param(("châu Lộc Bình", "1950-01-01"), [], id="no châu after March 1948"),
        pytest.param(("Thành phố Lạng Sơn", "1990-01-01"), [], id="no city before October 2002"),
        pytest.param(
            ("thị xã Lạng Sơn", "1990-01-01"), ["d-thi-xa-lang-son"], id="the town before it"
        ),
        pytest.param(("TT Đồng Đăng", "1970-01-01"), ["t-dong-dang--van-lang"], id="a short kind"),
        pytest.param(("xã Nhất Hoà", "2026-01-01"), ["x-nhat-hoa--2025"], id="the tone elsewhere"),
        pytest.param(("Trì-lễ", "1965-01-01"), ["x-tri-le--van-quan"], id="a spelling of 1964"),
        pytest.param(("xã Hà Nội",), [], id="a place elsewhere"),
        pytest.param(
            ("Xã Chi Lăng, huyện Tràng Định",), ["x-chi-lang--trang-dinh"], id="after a comma"
        ),
        pytest.param(("Xã Chi Lăng, tỉnh Hải Dương",), [], id="another province"),
        pytest.param(("xã",), [], id="a kind alone"),
        pytest.param(("",), [], id="nothing"),
    ],
)
def test_a_name_finds_the_unit_that_had_it(question, units):
    assert _ids(HISTORY.find(*question)) == units


def test_two_communes_of_one_name_are_two_units():
    ids = _ids(HISTORY.find("xã Chi Lăng", "2010-01-01"))
    assert ids == ["x-chi-lang--chi-lang", "x-chi-lang--trang-dinh"]


def test_a_way_to_today_names_each_act_and_its_worst_certainty():
    (path,) = HISTORY.path_to_today("x-hong-phong--van-lang")
    acts = [link.event.act for link in path.links]
    assert acts == [
        "Quyết định 246-CP ngày 10/6/1981",
        "Nghị quyết 1672/NQ-UBTVQH15 ngày 16/6/2025",
    ]
    assert (path.end, path.is_whole, path.certainty) == ("x-dong-dang--2025", True, "A")
    (unproved,) = HISTORY.path_to_today("x-viet-yen--van-quan")
    assert unproved.certainty == "D"


def test_a_unit_whose_heirs_are_unknown_has_none():
    assert HISTORY.heirs_today("x-vinh-lai--van-quan") == ()
    (path,) = HISTORY.path_to_today("x-vinh-lai--van-quan")
    assert not path.is_complete


def test_a_split_unit_has_heirs_of_a_part():
    heirs = HISTORY.heirs_today("d-bang-mac")
    assert len(heirs) == 12
    assert not any(heir.is_whole for heir in heirs)


def test_a_province_that_was_divided_again_leads_to_itself():
    assert _ids(heir.unit for heir in HISTORY.heirs_today("p-lang-son")) == ["p-lang-son"]
    assert "p-lang-son" in _ids(heir.unit for heir in HISTORY.heirs_today("p-cao-lang"))


def test_parents_are_those_of_the_day():
    provinces = HISTORY.ancestors("d-dinh-lap", "1970-01-01")
    assert [era.full_name for era in provinces] == ["Tỉnh Quảng Ninh"]
    above = HISTORY.ancestors("x-hong-phong--van-lang", "1976-06-01")
    assert [era.full_name for era in above] == ["Huyện Văn Lãng", "Tỉnh Cao Lạng"]


def test_neighbours_are_units_of_the_day_around_its_territory():
    names = {era.full_name for era in HISTORY.neighbours("d-van-lang", "1979-01-01")}
    assert names == {"Huyện Bình Gia", "Huyện Cao Lộc", "Huyện Tràng Định", "Huyện Văn Quan"}
    today = {era.unit for era in HISTORY.neighbours("x-dong-dang--2025", "2026-01-01")}
    assert "x-hoang-van-thu--2025" in today
    assert not any(not HISTORY.units[unit].exists_today for unit in today)


def test_today_has_65_communes_and_2010_had_226():
    assert sum(HISTORY.units[e.unit].level == 3 for e in HISTORY.units_on("2026-01-01")) == 65
    assert sum(HISTORY.units[e.unit].level == 3 for e in HISTORY.units_on("2010-12-31")) == 226


def test_a_commune_of_unknown_beginning_is_only_possible_before_it_is_shown():
    (era,) = HISTORY.units["x-trang-cac--van-quan"].eras
    assert era.since == ""
    days = ("1970-01-01", "2004-08-31", "2024-11-30", "2024-12-01")
    assert [era.presence(day) for day in days] == [
        *(Presence.POSSIBLE, Presence.PROVED, Presence.PROVED, Presence.ABSENT)
    ]


def test_a_unit_is_absent_while_its_parent_is():
    (era,) = HISTORY.units["x-hong-phong--van-lang"].eras
    assert era.presence("1950-01-01") is Presence.POSSIBLE
    assert HISTORY.presence(era, "1950-01-01") is Presence.ABSENT


def test_a_day_known_by_its_year_counts_from_and_to_that_year():
    era = Era("x", 1, "xã", "X", "", since="1977", until="1980")
    days = ("1976-12-31", "1977-01-01", "1980-12-31", "1981-01-01")
    assert [bool(era.presence(day)) for day in days] == [False, True, True, False]


def test_events_in_a_circle_do_not_turn_for_ever():
    eras = [Era(id_, 1, "xã", id_, "", "", "1980") for id_ in ("a", "b")]
    forth = Event("1", "", "", "", "merge", ("a",), ("b",), "whole")
    back = Event("2", "", "", "", "merge", ("b",), ("a",), "whole")
    assert PlaceHistory(eras, (forth, back)).heirs_today("a") == ()


def test_all_364_units_and_313_links_answer():
    assert len(HISTORY.units) == 365  # and Cao Bằng, which an event names
    assert len(HISTORY.events) == 313
    for unit in HISTORY.units.values():
        paths = HISTORY.path_to_today(unit.id)
        assert paths
        assert {heir.unit.id for heir in HISTORY.heirs_today(unit.id)} == {
            path.end for path in paths if path.is_complete
        }
        day = unit.last.until or unit.last.attested
        assert unit in HISTORY.find(unit.full_name, day if len(day) == len("2025-06-30") else None)


def test_280_of_294_former_units_lead_to_today():
    former = [unit for unit in HISTORY.units.values() if not unit.exists_today and unit.level > 1]
    assert len(former) == 294
    assert sum(bool(HISTORY.heirs_today(unit.id)) for unit in former) >= 286


def test_every_date_and_act_has_a_source():
    records.require_sound(RECORDS, RECORDS)
    for fields in RECORDS.values():
        assert set(fields["sources"].split()) <= set(sources())


def test_unknown_beginnings_are_marked_as_unknown():
    eras = [era for unit in HISTORY.units.values() for era in unit.eras]
    assert {era.since_certainty for era in eras if not era.since} == {"?"}
    assert all(era.since_certainty != "?" for era in eras if era.since)


def test_an_event_of_a_unit_that_an_edition_removed_leads_nowhere():
    event = Event("1", "", "", "", "merge", ("a",), ("removed",), "whole")
    history = PlaceHistory([Era("a", 1, "xã", "A", "", "", "1980")], (event,))
    assert (history.heirs_today("a"), kin_of(history, ["a"])) == ((), ())


@pytest.mark.parametrize("until", ["1981-02-30", "9999-12-31", "1981-06", "1981"])
def test_a_last_day_that_has_no_day_after_it_breaks_no_label(until):
    history = PlaceHistory([Era("a", 1, "xã", "A", "", "", until)])
    assert time_labels(history, ["a"]) == ("xã A, trước đây",)
