"""Tests of the units that names in records mean, over all names that former units share."""

from collections import defaultdict

import pytest

from library.places.edition import shipped_history
from library.places.then_and_now import candidates_of_record, sole_unit, units_of_record

HISTORY = shipped_history()
_YEARS = (1813, 1930, 1960, 1980, 2010)


def _shared_names():
    """Return the names that former communes share, each with its units."""
    units = defaultdict(set)
    former = (u for u in HISTORY.units.values() if u.level == 3 and not u.exists_today)
    for era in (era for unit in former for era in unit.eras):
        units[era.name].add(era.unit)
    return sorted(name for name, own in units.items() if len(own) > 1)


def _may_have_existed(unit, year):
    """Return True unless the sources give a beginning after a year, or an end before it."""
    return any(
        era.since[:4] <= str(year) and (not (end := era.until or era.gone_by) or end >= str(year))
        for era in unit.eras
    )


@pytest.mark.parametrize("year", _YEARS)
@pytest.mark.parametrize("name", _shared_names())
def test_a_name_of_several_units_has_one_owner_only_if_the_others_did_not_exist(name, year):
    possible = {unit.id for unit in HISTORY.find(name) if _may_have_existed(unit, year)}
    sole = sole_unit(HISTORY, name, str(year))
    assert (sole and {sole.id}) == (possible if len(possible) == 1 else None)
    candidates = candidates_of_record(HISTORY, [name], str(year))
    assert {place.unit for place in candidates} == possible or not possible
    assert {place.is_sure for place in candidates} == {len(candidates) == 1}


def test_the_names_that_former_units_share_are_all_tried():
    assert len(_shared_names()) == 39


def test_a_poem_of_1813_about_chi_lang_may_mean_either_commune():
    places = candidates_of_record(HISTORY, ["Xã Chi Lăng"], "1813")
    assert [place.heading for place in places] == [
        "Xã Chi Lăng (Chi Lăng)",
        "Xã Chi Lăng (Tràng Định)",
    ]
    assert units_of_record(HISTORY, ["Xã Chi Lăng"], "1813") == ()


@pytest.mark.parametrize(
    "name",
    ["Ải Chi Lăng", "Chi Lăng (ải)", "sông Hóa", "núi Mẫu Sơn", "Chợ Kỳ Lừa", "đèo Sài Hồ"],
)
@pytest.mark.parametrize("date", ["1813", "1960", "2010", "2026", ""])
def test_the_name_of_a_pass_river_mountain_or_market_is_no_unit(name, date):
    assert candidates_of_record(HISTORY, [name], date) == ()


def test_a_sure_name_and_an_open_one_are_both_shown():
    places = candidates_of_record(HISTORY, ["Chi Lăng, Tràng Định", "Xã Chi Lăng"], "1990")
    assert [(place.unit, place.is_sure) for place in places] == [
        ("x-chi-lang--trang-dinh", True),
        ("x-chi-lang--chi-lang", False),
        ("x-chi-lang--trang-dinh", False),
    ]


def test_the_name_of_the_province_is_not_taken_for_its_town():
    assert candidates_of_record(HISTORY, ["Lạng Sơn"], "1990") == ()
