"""Units that a page is about, and their values in the facet of places."""

import pytest

from library.places.edition import shipped_history
from library.places.in_texts.page_units import facet_values, marks_of, units_about
from library.places.in_texts.resolver import Resolver
from library.places.kin import query_name, units_called

_RESOLVER = Resolver(shipped_history())
_TITLE = "Tỉnh Lạng Sơn"
_TAN_VAN = "x-tan-van--binh-gia"


@pytest.mark.parametrize(
    ("text", "is_first", "units"),
    [
        pytest.param("ỦY BAN HUYỆN TRÀNG ĐỊNH", True, ("d-trang-dinh",), id="a heading"),
        pytest.param("Báo cáo. " * 50 + "Xã Tân Văn", True, (), id="below the heading"),
        pytest.param("Ủy ban xã Tân Văn", False, (), id="once on a later page"),
        pytest.param("Xã Tân Văn họp. " * 3, False, (_TAN_VAN,), id="three times"),
        pytest.param("Chợ ở Tân Văn. " * 3, True, (), id="never called a unit"),
        pytest.param("Tỉnh Lạng Sơn. " * 3, True, (), id="the province"),
    ],
)
def test_a_page_is_about_units_in_its_heading_or_named_three_times(text, is_first, units):
    answers = _RESOLVER.resolve(text, day="1990", title=_TITLE)
    assert units_about(answers, is_first=is_first) == units


@pytest.mark.parametrize(
    ("unit", "day", "values"),
    [
        pytest.param(_TAN_VAN, "1990", ("x-tan-van--2025", "d-binh-gia"), id="a former commune"),
        pytest.param(
            "t-dong-dang--van-lang", "1976", ("x-dong-dang--2025", "d-van-lang"), id="of its time"
        ),
        pytest.param("x-tan-van--2025", "2026", ("x-tan-van--2025",), id="a commune of today"),
        pytest.param("d-thoat-lang", "1950", ("d-thoat-lang",), id="a district"),
        pytest.param(_TAN_VAN, "", ("x-tan-van--2025", "d-binh-gia"), id="without a date"),
    ],
)
def test_the_facet_has_communes_of_today_and_districts_of_the_time(unit, day, values):
    assert facet_values(shipped_history(), [unit], day) == values


def test_open_names_and_names_of_other_provinces_are_marked():
    text = "Xã Chi Lăng, tỉnh Lạng Sơn, họp. Xã Hồng Phong, huyện Nam Sách, tỉnh Hải Dương."
    marks = marks_of(_RESOLVER.resolve(text, day="1990"))
    assert {"-hong phong", "?x-chi-lang--trang-dinh"} <= set(marks)


def test_every_unit_has_a_query_name_of_its_own():
    history = shipped_history()
    units = [unit for unit in history.units.values() if unit.level > 1]
    wrong = [u.id for u in units if units_called(history, query_name(history, u)) != (u,)]
    assert wrong == []
