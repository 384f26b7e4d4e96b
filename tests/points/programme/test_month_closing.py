"""A closed month is stored unchanged, and later changes are reported as restatements."""

from datetime import date

import pytest
from sqlalchemy import select

from library import clock
from library.database import reading, work
from points.programme import month_closing
from points.programme.indicators.monthly_data import month_facts
from points.programme.periods import month_of
from points.programme.problems import MonthNotOverError
from points.usage.rollups.models import PointMonth, Restatement
from tests.makers import BY
from tests.points.programme.conftest import TODAY

_MAY = month_of(date(2025, 5, 1))


def _restatements(engine):
    with reading(engine) as session:
        return month_closing.restatements(session, _MAY, month_facts(session, _MAY, TODAY))


def test_an_unchanged_closed_month_has_no_restatement(province):
    assert _restatements(province) == ()


def test_closing_a_month_twice_changes_nothing(province):
    with reading(province) as session:
        first = month_closing.closed_months(session, _MAY)[_MAY.since]
    with work(province) as session:
        assert not month_closing.close(session, _MAY.since, today=TODAY, by=BY)
    with reading(province) as session:
        second = month_closing.closed_months(session, _MAY)[_MAY.since]
    assert (second.facts, second.closed, second.closed_by) == (
        first.facts,
        first.closed,
        first.closed_by,
    )


def test_a_change_after_closing_is_a_restatement(province):
    with work(province) as session:
        row = session.scalars(select(PointMonth).where(PointMonth.month == _MAY.since)).first()
        row.sessions += 7
        late, point_id = row.sessions, row.point_id
    (change,) = _restatements(province)
    assert (change.measure, change.after, change.before) == ("sessions", late, late - 7)
    assert point_id
    assert "lượt sử dụng" in change.sentence


def test_a_restatement_says_why_a_figure_differs(province):
    with work(province) as session:
        row = session.scalars(select(PointMonth).where(PointMonth.month == _MAY.since)).first()
        facts = {"point_id": row.point_id, "month": row.month, "measure": "sessions"}
        row.sessions += 7
        session.add(Restatement(**facts, restated=clock.now(), cause="decision events"))
    (change,) = _restatements(province)
    assert change.sentence.endswith("(vì quyết định về lượt để riêng, sự kiện đến sau khi chốt)")


def test_an_unfinished_month_cannot_be_closed(session):
    with pytest.raises(MonthNotOverError):
        month_closing.close(session, date(2026, 1, 1), today=date(2026, 1, 31), by=BY)


def test_a_month_is_closed_on_the_day_after_it(session):
    assert month_closing.close(session, date(2026, 1, 1), today=date(2026, 2, 1), by=BY)
