"""The current state of computers, and the problems that need attention."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from points.access_points.closures import closed_days
from points.access_points.device_life import end_service, enrolment_at
from points.access_points.models import Device, DevicePlacement
from points.usage.boards.attention import Matter, concerns
from points.usage.boards.live_status import points_now
from points.usage.events import intake
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds
from tests.device_events import make_event
from tests.makers import make_moment

_NOW = make_moment("2026-11-20 02:00")
_SITTING = str(UUID(int=7))


@pytest.fixture
def says(two_points):
    """Return a function that sends an event of a computer some time ago."""

    def say(device, ago, kind="hb", *, wrong=timedelta(), by_agent=False, flags=None, **fields):
        at = _NOW - ago
        wall = milliseconds(at - wrong)
        sitting = _SITTING if kind.startswith("session") else None
        event = make_event(milliseconds(at), kind=kind, mono=milliseconds(at), session_id=sitting)
        event |= {"t_wall": wall, "reason": "user", **(flags or {})}
        batch = {
            "boot_id": str(UUID(int=device + 100 * by_agent)),
            "sent_wall": wall,
            "sent_mono": milliseconds(at),
            "events": [event],
            **fields,
        }
        intake.receive(
            two_points, device, read_batch(batch), at, intake.Delivery(by_agent=by_agent)
        )

    return say


@pytest.fixture
def look(two_points):
    """Return a function that returns the current concerns."""

    def find_concerns():
        closed = closed_days(two_points, date(2026, 9, 1), date(2026, 11, 20))
        return concerns(points_now(two_points, _NOW), closed, _NOW)

    return find_concerns


def _sentences(concerns_found, matter):
    return [concern.sentence for concern in concerns_found if concern.matter is matter]


def test_a_computer_with_a_recent_event_is_on_and_in_use(two_points, says):
    says(1, timedelta(minutes=2), "session.start")
    says(2, timedelta(minutes=30), "session.start")
    point = points_now(two_points, _NOW)[0]
    assert (point.on, point.in_use, len(point.computers)) == (1, 1, 2)


def test_a_computer_with_an_ended_session_is_not_in_use(two_points, says):
    says(1, timedelta(minutes=2), "session.start")
    says(1, timedelta(minutes=1), "session.end")
    point = points_now(two_points, _NOW)[0]
    assert (point.on, point.in_use) == (1, 0)


def test_a_computer_that_went_silent_while_the_point_is_open_is_lost(says, look, two_points):
    says(1, timedelta(minutes=45), by_agent=True)
    says(2, timedelta(minutes=2), by_agent=True)
    assert [c.label for c in points_now(two_points, _NOW)[0].lost] == ["Máy 1"]
    assert _sentences(look(), Matter.LOST) == [
        "Máy 1 ở Thư viện Huyện Bắc Sơn mất liên lạc từ 08:15"
    ]


def test_a_computer_that_was_shut_down_is_off_at_once_and_not_lost(says, look, two_points):
    says(1, timedelta(minutes=3))
    says(1, timedelta(minutes=2), "device.stop", by_agent=True)
    says(2, timedelta(minutes=45), "device.stop", by_agent=True)
    point = points_now(two_points, _NOW)[0]
    assert [(c.is_on, c.was_shut_down) for c in point.computers] == [(False, True)] * 2
    assert point.lost == ()


def test_a_stopped_agent_on_a_running_computer_is_no_shutdown(says, two_points):
    says(1, timedelta(minutes=40), "device.stop", by_agent=True)
    says(1, timedelta(minutes=1))
    assert points_now(two_points, _NOW)[0].computers[0].is_on


def test_a_computer_silent_since_before_the_point_opened_is_not_lost(says, two_points):
    says(1, timedelta(hours=2), by_agent=True)
    assert points_now(two_points, _NOW)[0].lost == ()
    assert points_now(two_points, make_moment("2026-11-20 05:00"))[0].lost == ()


def test_an_agent_that_sees_no_input_is_named_while_it_is_on(says, look):
    says(1, timedelta(minutes=1), by_agent=True, flags={"line": "up", "sees_input": False})
    says(2, timedelta(minutes=1), by_agent=True, flags={"line": "up", "sees_input": True})
    says(3, timedelta(minutes=1), flags={"line": "up"})
    assert _sentences(look(), Matter.INPUT_UNSEEN) == [
        "Máy 1 ở Thư viện Huyện Bắc Sơn có trợ lý mà không thấy thao tác"
    ]


def test_a_point_is_open_within_its_hours(two_points):
    assert [point.is_open for point in points_now(two_points, _NOW)] == [True, True]
    at_noon = make_moment("2026-11-20 05:00")
    assert [point.is_open for point in points_now(two_points, at_noon)] == [False, False]


def test_a_computer_that_was_silent_over_open_days_is_named(says, look):
    says(1, timedelta(days=4))
    assert _sentences(look(), Matter.SILENT) == [
        "Máy 1 ở Thư viện Huyện Bắc Sơn không gửi số liệu đã 4 ngày"
    ]


def test_a_weekend_does_not_count_as_silence(two_points, says):
    says(1, timedelta(days=0))
    monday = make_moment("2026-11-23 02:00")
    closed = closed_days(two_points, date(2026, 9, 1), date(2026, 11, 23))
    assert _sentences(concerns(points_now(two_points, monday), closed, monday), Matter.SILENT) == []


def test_a_wrong_clock_is_reported_with_its_error(says, look):
    says(1, timedelta(minutes=1), wrong=timedelta(hours=3, minutes=10))
    says(3, timedelta(minutes=1), wrong=timedelta(days=-400))
    assert [sentence.partition(" có ")[2] for sentence in _sentences(look(), Matter.CLOCK)] == [
        "đồng hồ chậm 3 giờ 10 phút",
        "đồng hồ nhanh 400 ngày",
    ]


def test_unsent_events_of_a_silent_computer_are_reported(says, look):
    says(1, timedelta(hours=3), waiting=1240)
    assert "còn 1.240 sự kiện chưa gửi được" in _sentences(look(), Matter.UNDELIVERED)[0]


def test_a_cloned_disk_comes_first(two_points, says, look):
    says(1, timedelta(days=4))
    two_points.get_one(Device, 2).cloned = _NOW
    assert look()[0].sentence == (
        "Máy 2 ở Thư viện Huyện Bắc Sơn bị nhân bản: hai máy dùng chung một thẻ; "
        "đã đăng ký nhưng chưa gửi gì"
    )


def test_many_equal_problems_are_summarised(two_points, look):
    two_points.add_all(
        Device(id=number, label=f"Máy {number}", changes=[enrolment_at(_NOW)])
        for number in range(10, 15)
    )
    two_points.flush()
    for number in range(10, 15):
        _place(two_points, number)
    assert "Thư viện Huyện Bắc Sơn: 7/7 máy đã đăng ký nhưng chưa gửi gì" in _sentences(
        look(), Matter.NEVER_HEARD
    )


def test_a_revoked_computer_is_not_reported(two_points, says, look):
    says(1, timedelta(days=9))
    end_service(two_points, 1)
    assert _sentences(look(), Matter.SILENT) == []


def _place(session, number):
    columns = {"since": make_moment("2026-01-01 00:00"), "placed_by": "test"}
    session.add(DevicePlacement(device_id=number, point_id=1, **columns))
    session.flush()


def test_each_computer_is_named_once_with_all_that_is_wrong(says, look):
    says(1, timedelta(days=4), wrong=timedelta(hours=3), waiting=12)
    says(2, timedelta(minutes=1))
    says(3, timedelta(minutes=1))
    assert [concern.sentence for concern in look()] == [
        "Máy 1 ở Thư viện Huyện Bắc Sơn không gửi số liệu đã 4 ngày; có đồng hồ chậm 3 giờ"
    ]


def test_a_problem_of_many_points_is_one_concern(two_points):
    (point, _) = points_now(two_points, _NOW)
    many = tuple(
        replace(point, point=replace(point.point, id=number, code=f"d{number}"))
        for number in range(5)
    )
    (concern,) = concerns(many, (), _NOW)
    name = point.point.facts.name
    assert (concern.sentence, concern.point_code) == (
        f"10 máy ở 5 điểm đã đăng ký nhưng chưa gửi gì: {name}, {name}, {name} và 2 điểm nữa",
        None,
    )
