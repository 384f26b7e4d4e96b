"""Tests of the history of the province's units."""

import pytest

from library.places.chronicle import eras_by_slug, eras_named, slug_of
from library.places.gazetteer import unit_names


def _dates(eras):
    return [(era.unit, era.since, era.until, era.within) for era in eras]


def test_a_present_unit_has_its_predecessors():
    (era,) = [era for era in eras_by_slug("xa-tan-van") if era.since]
    assert era.since == "2025-07-01"
    assert "Xã Bình La" in [share.unit for share in era.made_of]


def test_a_former_commune_has_its_last_day_and_district():
    (era,) = eras_by_slug("xa-binh-la")
    assert (era.until, era.within) == ("2025-06-30", "Huyện Bình Gia")
    assert [share.unit for share in era.became] == ["Xã Tân Văn"]


def test_a_name_kept_in_the_reform_has_two_eras():
    dates = _dates(eras_by_slug("xa-hoa-tham"))
    assert dates == [
        ("Xã Hoa Thám", None, "2025-06-30", "Huyện Bình Gia"),
        ("Xã Hoa Thám", "2025-07-01", None, None),
    ]


def test_all_communes_of_one_name_are_returned():
    within = [era.within for era in eras_by_slug("xa-hoa-binh")]
    assert len(within) == len(set(within)) == 4


def test_a_split_commune_has_two_partial_successors():
    (era,) = [era for era in eras_by_slug("xa-binh-xa") if len(era.became) > 1]
    assert not any(share.whole for share in era.became)


def test_a_district_existed_from_1964_to_2025():
    (era,) = eras_by_slug("huyen-van-lang")
    assert (era.since, era.until) == ("1964-12-16", "2025-06-30")
    assert [share.unit for share in era.made_of] == ["Huyện Thoát Lãng", "Huyện Văn Uyên"]
    assert len(era.became) > 3


def test_a_chau_became_a_district_in_1948_and_part_of_another_in_1964():
    (chau,) = eras_by_slug("on-chau")
    (huyen,) = eras_by_slug("huyen-on-chau")
    assert (chau.until, chau.became[0].unit, chau.act) == (
        *("1948-03-24", "Huyện Ôn Châu"),
        "Sắc lệnh 148/SL",
    )
    assert (huyen.since, huyen.until) == ("1948-03-25", "1964-12-15")
    assert [share.unit for share in (*huyen.made_of, *huyen.became)] == [
        "Ôn Châu",
        "Huyện Chi Lăng",
    ]


def test_every_unit_of_the_gazetteer_has_its_page():
    assert [unit for unit in unit_names() if not eras_by_slug(slug_of(unit))] == []


def test_every_predecessor_and_successor_has_its_page():
    shares = [
        share
        for unit in unit_names()
        for era in eras_by_slug(slug_of(unit))
        for share in (*era.made_of, *era.became)
    ]
    assert [share for share in shares if not eras_by_slug(share.slug)] == []


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("Xã Hoa Thám", {"Xã Hoa Thám"}),
        ("Bình Gia", {"Xã Bình Gia", "Thị trấn Bình Gia", "Huyện Bình Gia"}),
        ("huye\u0323\u0302n  bi\u0300nh gia", {"Huyện Bình Gia"}),
        ("Thoát Lãng", {"Châu Thoát Lãng", "Huyện Thoát Lãng"}),
        ("Hà Nội", set()),
        ("", set()),
        ("Xã", set()),
    ],
)
def test_a_name_matches_all_units_of_that_name(name, units):
    assert {era.unit for era in eras_named(name)} == units


def test_an_unknown_slug_gives_no_eras():
    assert eras_by_slug("xa-khong-co") == ()
