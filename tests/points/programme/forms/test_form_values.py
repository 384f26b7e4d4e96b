"""The figures of the demo province agree with an independent computation."""

from datetime import date
from statistics import median

import pytest

from library.database import open_database, reading
from points.access_points import inventory
from points.programme.indicators import compute
from points.programme.periods import Period
from tests.points.programme.conftest import TODAY
from tests.points.programme.reckoning import IndependentFigures

_COMPUTERS = 190
_ALL = (2022, 2025)
_SPANS = (
    pytest.param(("made_once", 2025, 2025), id="the last of two years"),
    *(
        pytest.param(("four_years", year, year), id=str(year), marks=pytest.mark.slow)
        for year in range(2022, 2026)
    ),
    pytest.param(("four_years", *_ALL), id="all four years", marks=pytest.mark.slow),
)


@pytest.fixture(scope="module", params=_SPANS)
def span(request):
    """Return the settings of a province, and the first and last year to check."""
    name, first, last = request.param
    return request.getfixturevalue(name), first, last


@pytest.fixture(scope="module")
def measured(span):
    """Return the readings of the years by indicator code."""
    settings, first, last = span
    database = open_database(settings.database_url)
    with reading(database) as session:
        period = Period(date(first, 1, 1), date(last + 1, 1, 1))
        evidence = compute.gather(session, period, TODAY)
    database.dispose()
    return {indicator.indicator.code: indicator.reading for indicator in compute.measure(evidence)}


@pytest.fixture(scope="module")
def reckoned(span):
    """Return the independently computed figures."""
    return IndependentFigures(*span)


def _amount(reading, label):
    return next(amount.value for amount in reading.amounts if amount.label == label)


def test_sessions_agree(measured, reckoned):
    assert measured["I1"].value == reckoned.total(3) > 10_000


@pytest.mark.parametrize(("code", "column"), [("I2", 4), ("I3", 5), ("I4", 6)])
def test_hours_agree_to_the_second(measured, reckoned, code, column):
    assert round(measured[code].value * 3600) == reckoned.total(column)


def test_the_share_of_time_online_agrees(measured, reckoned):
    up, down = reckoned.total(6), reckoned.total(7)
    share = _amount(measured["I4"], "phần thời gian có mạng")
    assert share == pytest.approx(up / (up + down) * 100)


def test_computers_alive_agree(measured, reckoned):
    assert sum(part.value for part in measured["I5"].parts) == reckoned.alive()
    assert sum(part.of for part in measured["I5"].parts) == len(reckoned.months) * _COMPUTERS


def test_hours_used_are_divided_by_available_hours(measured, reckoned):
    share = reckoned.total(4) / 3600 / reckoned.could_be_used() * 100
    assert measured["I6"].value == pytest.approx(share)


def test_effective_points_are_the_same_points(measured, reckoned):
    passed = {part.point for part in measured["I7"].parts if part.value}
    assert passed == reckoned.effective()
    assert 0 < len(passed) <= 21


def test_growth_agrees_for_all_and_for_comparable_points(measured, reckoned):
    points, now, then = reckoned.like_for_like()
    last_year = reckoned.total(3, years_back=1)
    assert _amount(measured["I8"], "số điểm so sánh được") == points < 21
    grown = (now - then) / then * 100 if then else None
    assert _amount(measured["I8"], "điểm so sánh được") == pytest.approx(grown)
    all_grown = (reckoned.total(3) - last_year) / last_year * 100 if last_year else None
    assert _amount(measured["I8"], "mọi điểm") == pytest.approx(all_grown)


def test_surveys_agree(measured, reckoned):
    surveys = reckoned.of_register("phieu")
    offered, declared, poor = (
        sum(survey[name] for survey in surveys) for name in ("offered", "declared", "disadvantaged")
    )
    assert measured["I9"].value == pytest.approx(poor / declared * 100)
    assert _amount(measured["I9"], "tỷ lệ trả lời") == pytest.approx(declared / offered * 100)


def test_documents_read_agree_inside_and_outside(measured, reckoned):
    assert _amount(measured["I10"], "từ bên ngoài") == reckoned.read(inside=False) > 0
    assert _amount(measured["I10"], "từ máy của điểm") == reckoned.read(inside=True)


def test_training_agrees(measured, reckoned):
    attended = reckoned.of_register("du-hoc")
    assert measured["I11"].value == len({entry["who"] for entry in attended})
    assert _amount(measured["I11"], "giờ học") == sum(entry["hours"] for entry in attended)


def test_events_lessons_and_help_agree(measured, reckoned):
    events, lessons = (reckoned.of_register(name) for name in ("su-kien", "day-nguoi-dung"))
    came = sum(entry["attendances"] for entry in events + lessons)
    answered = sum(entry["answered"] for entry in reckoned.of_register("tro-giup"))
    assert measured["I12"].value == came
    assert _amount(measured["I12"], "sự kiện, truyền thông") == len(events)
    assert _amount(measured["I12"], "buổi hướng dẫn") == len(lessons)
    assert _amount(measured["I12"], "lần nhờ trên máy") == reckoned.total(8)
    assert _amount(measured["I12"], "lần trợ giúp ghi tay") == answered


def test_repairs_agree(measured, reckoned):
    assert measured["I13"].value == reckoned.days_lost() > 0
    assert _amount(measured["I13"], "sự cố") == len(reckoned.of_register("su-co"))
    assert _amount(measured["I13"], "trung vị sửa xong") == median(reckoned.took())


def test_money_agrees_with_the_plan_to_the_dong(measured, reckoned):
    spent = sum(entry.get("spent", 0) for entry in reckoned.of_register("kinh-phi"))
    assert _amount(measured["I14"], "dự toán") == 1_019_500_000 * len(reckoned.years)
    assert _amount(measured["I14"], "thực chi") == spent
    assert _amount(measured["I14"], "chi cho một lượt") == pytest.approx(spent / reckoned.total(3))


def test_the_reform_changes_owners_and_places_from_its_day_on(span):
    database = open_database(span[0].database_url)
    with reading(database) as session:
        old, new = (
            inventory.point_on(session, "bac-son", day).facts
            for day in (date(2025, 6, 30), date(2025, 7, 1))
        )
    database.dispose()
    assert (old.owner, new.owner) == ("UBND huyện Bắc Sơn", "UBND xã Bắc Sơn")
    assert (old.place, new.place) == ("Huyện Bắc Sơn", "Xã Bắc Sơn")


def test_coverage_of_computer_indicators_agrees_to_the_day(measured, reckoned):
    for code in ("I1", "I2", "I3", "I4", "I5", "I6", "I7"):
        covered = measured[code].coverage
        assert (covered.heard, covered.expected) == (len(reckoned.rows), reckoned.expected())
    assert 0.5 < measured["I8"].coverage.share < 1
