"""The figures of the made-up province are those somebody else reckons from the bare tables."""

from datetime import date
from statistics import median

import pytest

from library.database import open_database, reading
from library.programme import measuring
from library.programme.periods import year
from tests.library.programme.conftest import TODAY
from tests.library.programme.reckoning import Reckoning

_YEAR = 2025


@pytest.fixture(scope="module")
def measured(made_once):
    """Give the readings of the year by code."""
    database = open_database(f"sqlite:///{made_once}")
    with reading(database) as session:
        evidence = measuring.gather(session, year(_YEAR), TODAY)
    database.dispose()
    return {one.indicator.code: one.reading for one in measuring.measure(evidence)}


@pytest.fixture(scope="module")
def reckoned(made_once):
    """Give the figures as somebody else reckons them."""
    return Reckoning(made_once, _YEAR)


def _amount(reading, label):
    return next(amount.value for amount in reading.amounts if amount.label == label)


def test_sessions_agree(measured, reckoned):
    assert measured["I1"].value == reckoned.total(3) > 10_000


@pytest.mark.parametrize(("code", "column"), [("I2", 4), ("I3", 5), ("I4", 6)])
def test_hours_agree_to_the_second(measured, reckoned, code, column):
    assert round(measured[code].value * 3600) == reckoned.total(column)


def test_computers_alive_agree(measured, reckoned):
    alive = len({(r[0], r[1][:7]) for r in reckoned.days if r[1].startswith(str(_YEAR))})
    assert sum(part.value for part in measured["I5"].parts) == alive
    assert sum(part.of for part in measured["I5"].parts) == 12 * 190


def test_hours_used_are_divided_by_hours_that_could_be(measured, reckoned):
    could = 0
    for point, machines in reckoned.machines.items():
        heard = {r[1][:7] for r in reckoned.days if r[2] == point}
        months = [m for m in range(1, 13) if f"{_YEAR}-{m:02}" in heard]
        could += machines * sum(reckoned.minutes(point, m) for m in months) / 60
    assert measured["I6"].value == pytest.approx(reckoned.total(4) / 3600 / could * 100)


def test_effective_points_are_the_same_points(measured, reckoned):
    passed = {part.point for part in measured["I7"].parts if part.value}
    assert passed == reckoned.effective()
    assert 0 < len(passed) < 21


def test_growth_agrees_for_all_points_and_for_those_that_compare(measured, reckoned):
    points, now, then = reckoned.like_for_like()
    before = reckoned.total(3, _YEAR - 1)
    assert _amount(measured["I8"], "số điểm so sánh được") == points < 21
    assert measured["I8"].value == pytest.approx((now - then) / then * 100)
    grown = (reckoned.total(3) - before) / before * 100
    assert _amount(measured["I8"], "mọi điểm") == pytest.approx(grown)


def test_slips_agree(measured, reckoned):
    slips = reckoned.of_register("phieu")
    declared, poor = (sum(slip[name] for slip in slips) for name in ("declared", "disadvantaged"))
    assert measured["I9"].value == pytest.approx(poor / declared * 100)


def test_documents_read_agree_inside_and_outside(measured, reckoned):
    uses = [use for use in reckoned.uses if use[0].startswith(str(_YEAR))]
    assert _amount(measured["I10"], "từ bên ngoài") == sum(u[2] for u in uses if u[1] is None) > 0
    assert _amount(measured["I10"], "từ máy của điểm") == sum(u[2] for u in uses if u[1])


def test_training_agrees(measured, reckoned):
    attended = reckoned.of_register("du-hoc")
    assert measured["I11"].value == len(attended)
    assert _amount(measured["I11"], "giờ học") == sum(one["hours"] for one in attended)


def test_events_lessons_and_help_agree(measured, reckoned):
    came = reckoned.of_register("su-kien") + reckoned.of_register("day-nguoi-dung")
    assert measured["I12"].value == sum(one["attendances"] for one in came)
    assert _amount(measured["I12"], "lần nhờ trên máy") == reckoned.total(8)


def test_repairs_agree(measured, reckoned):
    assert measured["I13"].value == reckoned.days_lost() > 0
    took = [
        (date.fromisoformat(told["repaired"]) - day).days
        for register, _, day, told in reckoned.entries
        if register == "su-co" and day.year == _YEAR and "repaired" in told
    ]
    assert _amount(measured["I13"], "trung vị sửa xong") == median(took)


def test_money_agrees_with_the_plan_to_the_dong(measured, reckoned):
    money = reckoned.of_register("kinh-phi")
    assert _amount(measured["I14"], "dự toán") == 1_019_500_000
    assert _amount(measured["I14"], "thực chi") == sum(one.get("spent", 0) for one in money)
    spent = sum(one.get("spent", 0) for one in money)
    assert _amount(measured["I14"], "chi cho một lượt") == pytest.approx(spent / reckoned.total(3))


def test_coverage_stands_beside_what_computers_measure(measured):
    for code in ("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8"):
        assert 0.5 < measured[code].coverage.share < 1
