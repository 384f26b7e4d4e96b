"""A plan is data, and each change adds a version."""

from datetime import date

import pytest

from points.programme.periods import read_period
from points.programme.plans import plan_store
from points.programme.problems import BadPlanError, PlanUnchangedError
from tests.makers import BY

(_149,) = plan_store.shipped()
_MIDYEAR = date(2018, 7, 1)


def test_the_shipped_plan_has_the_targets_and_money_of_the_plan():
    plan = plan_store.read_plan(_149)
    assert [(t.indicator, t.lowest, t.highest) for t in plan.targets] == [
        ("I7", 80, 100),
        ("I8", 5, 7),
    ]
    assert plan.money_total == sum(plan.money_by_year.values()) == 4 * 1_019_500_000


@pytest.mark.parametrize("period", ["2018-03", "2018-q1", "2018-h1", "2018-9t", "2018-01..2018-11"])
def test_a_part_of_a_year_does_not_meet_or_miss_a_yearly_target(period):
    effective, growth = plan_store.read_plan(_149).targets
    part, day = read_period(period), date(2020, 1, 1)
    assert (growth.is_met(-1.0, part, day), effective.is_met(50.0, part, day)) == (None, False)
    full_year, unfinished = (
        growth.is_met(-1.0, read_period("2018"), day) for day in (day, _MIDYEAR)
    )
    assert (full_year, unfinished) == (False, None)


def test_a_plan_is_entered_once(session):
    assert plan_store.enter_shipped(session, BY) == ("149-KH-UBND",)
    assert plan_store.enter_shipped(session, BY) == ()


def test_a_changed_plan_is_a_version_and_the_old_one_stays(session):
    plan_store.enter(session, _149, by=BY)
    plan_store.enter(session, _149.replace("80 - 100 %", "90 - 100 %"), by=BY, reason="bản sửa")
    assert "90 - 100" in plan_store.plan_of(session, "149-KH-UBND").targets[0].says
    assert "80 - 100" in plan_store.plan_of(session, "149-KH-UBND", 1).targets[0].says


def test_the_same_plan_again_is_no_version(session):
    plan_store.enter(session, _149, by=BY)
    with pytest.raises(PlanUnchangedError):
        plan_store.enter(session, _149, by=BY)


def test_after_its_end_a_plan_is_still_the_last_one(session):
    plan_store.enter(session, _149, by=BY)
    assert plan_store.plan_on(session, date(2026, 1, 1)).code == "149-KH-UBND"
    assert plan_store.plan_on(session, date(2016, 1, 1)) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("code = ", id="no TOML"),
        pytest.param("code = " + "[" * 5000, id="nested too deeply"),
        pytest.param(_149.replace("until = 2020-12-31", "until = 2016-12-31"), id="ends first"),
        pytest.param(_149.replace("signed = 2017-08-22", 'signed = "hôm qua"'), id="no day"),
        pytest.param(_149.replace('kind = "year"', 'kind = "tuần"'), id="no kind of report"),
        pytest.param("target = 3\n" + _149, id="a target that is a number"),
    ],
)
def test_an_invalid_plan_is_refused_with_a_message(text):
    with pytest.raises(BadPlanError, match="Hãy sửa"):
        plan_store.read_plan(text)
