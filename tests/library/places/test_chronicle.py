"""Which unit was what, before which day."""

import pytest

from library.places.chronicle import eras_at, eras_called, slug_of
from library.places.gazetteer import unit_names


def _told(eras):
    return [(era.unit, era.since, era.until, era.within) for era in eras]


def test_a_unit_of_today_tells_what_it_was_made_of():
    (era,) = [one for one in eras_at("xa-tan-van") if one.since]
    assert era.since == "2025-07-01"
    assert "Xã Bình La" in [share.unit for share in era.made_of]


def test_a_commune_of_old_tells_until_when_it_was_and_where():
    (era,) = eras_at("xa-binh-la")
    assert (era.until, era.within) == ("2025-06-30", "Huyện Bình Gia")
    assert [share.unit for share in era.became] == ["Xã Tân Văn"]


def test_a_name_that_stayed_has_two_eras():
    told = _told(eras_at("xa-hoa-tham"))
    assert told == [
        ("Xã Hoa Thám", None, "2025-06-30", "Huyện Bình Gia"),
        ("Xã Hoa Thám", "2025-07-01", None, None),
    ]


def test_communes_of_one_name_are_all_told():
    within = [era.within for era in eras_at("xa-hoa-binh")]
    assert len(within) == len(set(within)) == 4


def test_a_commune_that_was_split_went_into_two_in_part():
    (era,) = [one for one in eras_at("xa-binh-xa") if len(one.became) > 1]
    assert not any(share.whole for share in era.became)


def test_a_district_came_in_1964_and_went_in_2025():
    (era,) = eras_at("huyen-van-lang")
    assert (era.since, era.until) == ("1964-12-16", "2025-06-30")
    assert [share.unit for share in era.made_of] == ["Châu Thoát Lãng", "Châu Văn Uyên"]
    assert len(era.became) > 3


def test_a_chau_became_a_district():
    (era,) = eras_at("on-chau")
    assert (era.until, era.became[0].unit) == ("1964-12-15", "Huyện Chi Lăng")


def test_every_unit_of_the_gazetteer_has_its_page():
    assert [unit for unit in unit_names() if not eras_at(slug_of(unit))] == []


def test_whatever_a_page_names_has_its_page_too():
    shares = [
        share
        for unit in unit_names()
        for era in eras_at(slug_of(unit))
        for share in (*era.made_of, *era.became)
    ]
    assert [share for share in shares if not eras_at(share.slug)] == []


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("Xã Hoa Thám", {"Xã Hoa Thám"}),
        ("Bình Gia", {"Xã Bình Gia", "Thị trấn Bình Gia", "Huyện Bình Gia"}),
        ("huye\u0323\u0302n  bi\u0300nh gia", {"Huyện Bình Gia"}),
        ("Thoát Lãng", {"Châu Thoát Lãng"}),
        ("Hà Nội", set()),
        ("", set()),
        ("Xã", set()),
    ],
)
def test_a_name_means_the_units_that_bear_it(name, units):
    assert {era.unit for era in eras_called(name)} == units


def test_no_unit_has_no_page():
    assert eras_at("xa-khong-co") == ()
