"""Due items are listed with their deadlines, late ones first, and per point."""

from datetime import UTC, date, datetime, timedelta

import pytest

from library import clock
from library.readers import reader_questions
from points.access_points import inventory
from points.access_points.models import PointLevel
from points.access_points.plan_149 import enter_plan
from points.programme.deadlines import calendar_file, due
from points.programme.plans import plan_store
from points.programme.registers import entries
from points.programme.registers.schema import register_of
from tests.makers import BY

_TODAY = date(2018, 3, 12)
_NOW = datetime(2018, 3, 12, 3, tzinfo=UTC)


@pytest.fixture
def points(session):
    """Enter the plan of 2017 and its points."""
    enter_plan(session, BY)
    plan_store.enter_shipped(session, BY)
    return inventory.points_on(session, _TODAY)


def _enter(session, code, day, point="bac-son", **values):
    return entries.enter(session, register_of(code), point=point, day=day, details=values, by=BY)


def _sentences(due_items, kind):
    return [item.sentence for item in due_items if item.kind == kind]


def test_open_questions_of_readers_are_due_a_week_after_the_oldest(session, points, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: _TODAY)
    for text in ("Chợ có từ bao giờ?", "Ai vẽ?"):
        reader_questions.ask(session, text)
    due_items = due.due_now(session, _TODAY, points, whole_province=True)
    (waiting,) = [item for item in due_items if item.kind == "questions"]
    assert waiting.sentence == "Trả lời 2 câu hỏi của bạn đọc"
    assert waiting.by == _TODAY + timedelta(days=7)


def test_owed_reports_name_author_recipient_and_deadline(session, points):
    due_items = due.due_now(session, _TODAY, points, whole_province=True)
    by = {item.sentence.partition(":")[0]: item.by for item in due_items if item.kind == "report"}
    year = "Sở Văn hóa, Thể thao và Du lịch gửi Ủy ban nhân dân tỉnh báo cáo năm 2017"
    assert by[year] == date(2018, 1, 30)
    assert by["Điểm truy nhập gửi Thư viện tỉnh báo cáo tháng 2 năm 2018"] == date(2018, 3, 5)


def test_the_provincial_library_owes_itself_no_report(session, points):
    library = [point for point in points if point.facts.level is PointLevel.PROVINCE]
    own = due.due_now(session, _TODAY, library, whole_province=False)
    assert (len(library), [item.kind for item in own]) == (1, ["confirmation"])
    monthly = next(
        duty for duty in plan_store.plan_on(session, _TODAY).duties if duty.paper == "point"
    )
    assert len(due.owing_points(monthly, points)) == len(points) - 1


def test_a_finding_waits_until_it_is_settled_and_says_how_late_it_is(session, points):
    values = {"who": "Đoàn", "findings": "Thiếu sổ theo dõi", "deadline": "2018-03-02"}
    entry = _enter(session, "kiem-tra", date(2018, 2, 1), **values)
    (finding,) = [d for d in due.due_now(session, _TODAY, points, whole_province=True) if d.entry]
    assert finding.sentence == "Thư viện huyện Bắc Sơn: Thiếu sổ theo dõi (kiểm tra, giám sát số 1)"
    assert (finding.by, finding.age(_TODAY)) == (date(2018, 3, 2), "quá hạn 10 ngày")
    settled = {**values, "settled": "2018-03-10"}
    entries.change(session, entry, point="bac-son", day=entry.day, values=settled, by=BY)
    assert not [d for d in due.due_now(session, _TODAY, points, whole_province=True) if d.entry]


def test_an_incident_without_a_day_says_how_long_it_waits(session, points):
    _enter(session, "su-co", date(2018, 3, 1), what="Hỏng nguồn", computers=1)
    (incident,) = [d for d in due.due_now(session, _TODAY, points, whole_province=True) if d.entry]
    assert incident.age(_TODAY) == "đã chờ 11 ngày"


def test_each_point_whose_month_nobody_confirmed_is_named(session, points):
    assert (
        len(_sentences(due.due_now(session, _TODAY, points, whole_province=True), "confirmation"))
        == 21
    )
    _enter(session, "xac-nhan", date(2018, 2, 1))
    sentences = _sentences(
        due.due_now(session, _TODAY, points, whole_province=True), "confirmation"
    )
    assert len(sentences) == 20
    assert not [sentence for sentence in sentences if "Bắc Sơn" in sentence]


def test_a_point_sees_its_own_and_nothing_of_the_province(session, points):
    _enter(session, "su-co", date(2018, 3, 1), point="loc-binh", what="Nơi khác", computers=1)
    own = [point for point in points if point.code == "bac-son"]
    due_items = due.due_now(session, _TODAY, own, whole_province=False)
    assert [item.kind for item in due_items] == ["report", "report", "confirmation"]
    assert not [item for item in due_items if "chưa điểm nào" in item.sentence]


def test_districts_report_until_they_are_abolished_and_communes_afterwards(session, points):
    for today, author in (
        (date(2025, 4, 3), "Phòng Văn hóa và Thông tin huyện"),
        (date(2025, 7, 3), "Phòng Văn hóa - Xã hội xã, phường"),
        (date(2025, 10, 3), "Phòng Văn hóa - Xã hội xã, phường"),
    ):
        due_items = due.due_now(session, today, points, whole_province=True)
        quarterly = [s for s in _sentences(due_items, "report") if "báo cáo quý" in s]
        assert [s for s in quarterly if author in s]
        assert len([s for s in quarterly if "Phòng Văn hóa" in s.partition(" gửi")[0]]) == 1


def test_a_year_without_a_yearly_plan_is_named_until_one_is_entered(session, points):
    (waiting,) = _sentences(due.due_now(session, _TODAY, points, whole_province=True), "sub-plan")
    assert "năm 2018" in waiting
    values = {"year": 2018, "body": "Sở"}
    _enter(session, "ke-hoach-nam", date(2018, 3, 1), point=None, **values)
    due_items = due.due_now(session, _TODAY, points, whole_province=True)
    assert not _sentences(due_items, "sub-plan")
    assert _sentences(due_items, "ke-hoach-nam") == ["Kế hoạch năm, dự toán năm 2018 (mục số 1)"]


def test_late_items_come_first(session, points):
    due_items = due.due_now(session, _TODAY, points, whole_province=True)
    late = [item.is_late(_TODAY) for item in due_items]
    assert late == sorted(late, reverse=True)


@pytest.mark.parametrize(
    ("days", "phrase"), [(0, "hạn hôm nay"), (4, "còn 4 ngày"), (-1481, "quá hạn 1.481 ngày")]
)
def test_the_age_of_an_item_with_a_deadline(days, phrase):
    item = due.Due("report", "x", _TODAY + timedelta(days=days), _TODAY)
    assert item.age(_TODAY) == phrase


def test_nothing_is_owed_where_there_is_no_plan_and_no_point(session):
    assert due.due_now(session, _TODAY, (), whole_province=True) == []
    assert due.due_ahead(session, _TODAY, (), whole_province=True) == []


def _unfolded(calendar):
    return calendar.decode().replace("\r\n ", "").split("\r\n")


def test_the_calendar_has_the_reports_of_the_year_to_come(session, points):
    due_items = due.due_ahead(session, _TODAY, points, whole_province=True)
    lines = _unfolded(calendar_file.as_calendar(due_items, "Nhắc việc", _NOW))
    days = [line for line in lines if line.startswith("DTSTART")]
    assert "DTSTART;VALUE=DATE:20190130" in days
    assert len(days) == len(due_items) > 17 + 21
    assert any("báo cáo năm 2018" in line for line in lines)


def test_the_same_deadline_has_the_same_uid_in_every_calendar(session, points):
    calendars = [
        calendar_file.as_calendar(
            due.due_ahead(session, day, points, whole_province=True), "x", _NOW
        )
        for day in (_TODAY, _TODAY + timedelta(days=1))
    ]
    first, second = (
        {line for line in _unfolded(calendar) if line.startswith("UID")} for calendar in calendars
    )
    assert len(first & second) > 17
    assert len(first) == calendars[0].count(b"BEGIN:VEVENT")


def test_calendar_lines_are_folded_without_splitting_characters():
    item = due.Due("report", "Ủy ban; nhân dân, tỉnh \\ " * 20, _TODAY, _TODAY)
    calendar = calendar_file.as_calendar([item], "Lịch", _NOW)
    assert max(len(line) for line in calendar.split(b"\r\n")) <= 75
    summary = next(line for line in _unfolded(calendar) if line.startswith("SUMMARY"))
    assert summary.count("\\;") == summary.count("\\,") == summary.count("\\\\") == 20


def test_what_can_still_be_done_comes_first_and_old_items_can_be_closed(session, points):
    for number, deadline in enumerate(("2016-01-31", "2018-02-20", "2018-04-30")):
        values = {"who": "Đoàn", "findings": f"Việc {number}", "deadline": deadline}
        _enter(session, "kiem-tra", date(2016, 1, 1), **values)
    items = [d for d in due.due_now(session, _TODAY, points, whole_province=True) if d.entry]
    assert [item.by.isoformat() for item in items] == ["2018-02-20", "2018-04-30", "2016-01-31"]
    stale = items[-1]
    assert [item.is_stale(_TODAY) for item in items] == [False, False, True]
    closure = {"what": stale.sentence, "key": stale.key, "reason": "Điểm đã giải thể"}
    entry = _enter(session, due.CLOSED_ITEMS, _TODAY, point=None, **closure)
    items = [d for d in due.due_now(session, _TODAY, points, whole_province=True) if d.entry]
    assert stale not in items
    entries.withdraw(session, entry, by=BY, reason="đóng nhầm")
    assert stale in due.due_now(session, _TODAY, points, whole_province=True)


def test_a_deadline_without_end_hides_no_due_list(session, points):
    _enter(session, "yeu-cau-du-lieu", _TODAY, None, what="khiếu nại", deadline="9999-12-31")
    items = due.due_now(session, _TODAY, points, whole_province=True)
    assert date.max in [item.by for item in items]
