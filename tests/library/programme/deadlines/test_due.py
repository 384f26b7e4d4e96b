"""What is owed is listed with its day; late comes first, and each point sees its own."""

from datetime import UTC, date, datetime, timedelta

import pytest

from library.points import inventory
from library.points.plan_149 import enter_plan
from library.programme.deadlines import calendar_file, due
from library.programme.plans import plan_store
from library.programme.registers import entries
from library.programme.registers.schema import register_of
from tests.makers import BY

_TODAY = date(2018, 3, 12)
_NOW = datetime(2018, 3, 12, 3, tzinfo=UTC)


@pytest.fixture
def points(session):
    """Enter the plan of 2017 and its points."""
    enter_plan(session, BY)
    plan_store.enter_shipped(session, BY)
    return inventory.all_on(session, _TODAY)


def _enter(session, code, day, point="bac-son", **told):
    return entries.enter(session, register_of(code), point=point, day=day, told=told, by=BY)


def _said(found, kind):
    return [one.sentence for one in found if one.kind == kind]


def test_reports_are_owed_by_whom_to_whom_and_by_when(session, points):
    found = due.owed(session, _TODAY, points, whole=True)
    by = {one.sentence.partition(":")[0]: one.by for one in found if one.kind == "report"}
    year = "Sở Văn hóa, Thể thao và Du lịch báo cáo năm (năm 2017) cho Ủy ban nhân dân tỉnh"
    assert by[year] == date(2018, 1, 30)
    assert by["Điểm truy nhập báo cáo tháng (tháng 2 năm 2018) cho Thư viện tỉnh"] == date(
        2018, 3, 5
    )


def test_a_finding_waits_until_it_is_settled_and_says_how_late_it_is(session, points):
    told = {"who": "Đoàn", "findings": "Thiếu sổ theo dõi", "deadline": "2018-03-02"}
    entry = _enter(session, "kiem-tra", date(2018, 2, 1), **told)
    (finding,) = [d for d in due.owed(session, _TODAY, points, whole=True) if d.entry]
    assert "Thiếu sổ theo dõi" in finding.sentence
    assert (finding.by, finding.age(_TODAY)) == (date(2018, 3, 2), "quá hạn 10 ngày")
    settled = {**told, "settled": "2018-03-10"}
    entries.change(session, entry, point="bac-son", day=entry.day, told=settled, by=BY)
    assert not [d for d in due.owed(session, _TODAY, points, whole=True) if d.entry]


def test_an_incident_without_a_day_says_how_long_it_waits(session, points):
    _enter(session, "su-co", date(2018, 3, 1), what="Hỏng nguồn", computers=1)
    (incident,) = [d for d in due.owed(session, _TODAY, points, whole=True) if d.entry]
    assert incident.age(_TODAY) == "đã 11 ngày"


def test_each_point_whose_month_nobody_confirmed_is_named(session, points):
    assert len(_said(due.owed(session, _TODAY, points, whole=True), "confirmation")) == 21
    _enter(session, "xac-nhan", date(2018, 2, 1))
    found = _said(due.owed(session, _TODAY, points, whole=True), "confirmation")
    assert len(found) == 20
    assert not [said for said in found if "Bắc Sơn" in said]


def test_a_point_sees_its_own_and_nothing_of_the_province(session, points):
    _enter(session, "su-co", date(2018, 3, 1), point="loc-binh", what="Nơi khác", computers=1)
    own = [point for point in points if point.code == "bac-son"]
    found = due.owed(session, _TODAY, own, whole=False)
    assert [one.kind for one in found] == ["report", "confirmation"]
    assert "0 trên" not in found[0].sentence


def test_what_is_late_comes_first(session, points):
    found = due.owed(session, _TODAY, points, whole=True)
    late = [one.is_late(_TODAY) for one in found]
    assert late == sorted(late, reverse=True)


@pytest.mark.parametrize(
    ("days", "said"), [(0, "hạn hôm nay"), (4, "còn 4 ngày"), (-1, "quá hạn 1 ngày")]
)
def test_the_age_of_what_has_a_day(days, said):
    one = due.Due("report", "x", _TODAY + timedelta(days=days), _TODAY)
    assert one.age(_TODAY) == said


def test_nothing_is_owed_where_there_is_no_plan_and_no_point(session):
    assert due.owed(session, _TODAY, (), whole=True) == []
    assert due.ahead(session, _TODAY, (), whole=True) == []


def _unfolded(calendar):
    return calendar.decode().replace("\r\n ", "").split("\r\n")


def test_the_calendar_has_the_reports_of_the_year_to_come(session, points):
    found = due.ahead(session, _TODAY, points, whole=True)
    lines = _unfolded(calendar_file.as_calendar(found, "Nhắc việc", _NOW))
    days = [line for line in lines if line.startswith("DTSTART")]
    assert "DTSTART;VALUE=DATE:20190130" in days
    assert len(days) == len(found) > 17 + 21
    assert any("báo cáo năm (năm 2018)" in line for line in lines)


def test_the_same_day_of_the_same_duty_has_the_same_name_in_every_calendar(session, points):
    calendars = [
        calendar_file.as_calendar(due.ahead(session, day, points, whole=True), "x", _NOW)
        for day in (_TODAY, _TODAY + timedelta(days=1))
    ]
    first, second = (
        {line for line in _unfolded(one) if line.startswith("UID")} for one in calendars
    )
    assert len(first & second) > 17
    assert len(first) == calendars[0].count(b"BEGIN:VEVENT")


def test_no_line_of_a_calendar_is_longer_than_programs_read_and_no_letter_is_torn():
    one = due.Due("report", "Ủy ban; nhân dân, tỉnh \\ " * 20, _TODAY, _TODAY)
    made = calendar_file.as_calendar([one], "Lịch", _NOW)
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    summary = next(line for line in _unfolded(made) if line.startswith("SUMMARY"))
    assert summary.count("\\;") == summary.count("\\,") == summary.count("\\\\") == 20
