"""What works at this moment, and what somebody should look at today."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from library.points.closures import closed_days
from library.points.models import Device, DevicePlacement
from library.usage.boards.attention import Matter, concerns
from library.usage.boards.live_status import points_now
from library.usage.events import intake
from library.usage.events.protocol import read_batch
from library.usage.events.timeline import milliseconds
from tests.makers import make_moment

_NOW = make_moment("2026-11-20 02:00")
_SITTING = str(UUID(int=7))


@pytest.fixture
def says(two_points):
    """Give a function that lets a computer speak some time ago."""

    def say(device, ago, kind="hb", *, wrong=timedelta(), **told):
        at = _NOW - ago
        wall = milliseconds(at - wrong)
        event = {
            "event_id": str(UUID(int=milliseconds(at) << 80 | 7 << 76 | 2 << 62)),
            "seq": 1,
            "type": kind,
            "t_wall": wall,
            "t_mono": milliseconds(at),
            "session_id": _SITTING if kind.startswith("session") else None,
            "reason": "user",
        }
        batch = {
            "boot_id": str(UUID(int=device)),
            "sent_wall": wall,
            "sent_mono": milliseconds(at),
            "events": [event],
            **told,
        }
        intake.receive(two_points, device, read_batch(batch), at)

    return say


@pytest.fixture
def look(two_points):
    """Give a function that returns what to look at."""

    def found():
        closed = closed_days(two_points, date(2026, 9, 1), date(2026, 11, 20))
        return concerns(points_now(two_points, _NOW), closed, _NOW)

    return found


def _sentences(found, matter):
    return [concern.sentence for concern in found if concern.matter is matter]


def test_a_computer_that_spoke_just_now_is_on_and_its_reader_is_seen(two_points, says):
    says(1, timedelta(minutes=2), "session.start")
    says(2, timedelta(minutes=30), "session.start")
    there = points_now(two_points, _NOW)[0]
    assert (there.on, there.in_use, len(there.computers)) == (1, 1, 2)


def test_a_reader_who_ended_is_not_seen(two_points, says):
    says(1, timedelta(minutes=2), "session.start")
    says(1, timedelta(minutes=1), "session.end")
    there = points_now(two_points, _NOW)[0]
    assert (there.on, there.in_use) == (1, 0)


def test_a_point_is_open_within_its_hours(two_points):
    assert [there.is_open for there in points_now(two_points, _NOW)] == [True, True]
    at_noon = make_moment("2026-11-20 05:00")
    assert [there.is_open for there in points_now(two_points, at_noon)] == [False, False]


def test_a_computer_that_was_silent_over_open_days_is_named(says, look):
    says(1, timedelta(days=4))
    assert _sentences(look(), Matter.SILENT) == ["Máy 1 ở Thư viện Huyện Bắc Sơn im 4 ngày"]


def test_a_weekend_is_no_silence(two_points, says):
    says(1, timedelta(days=0))
    monday = make_moment("2026-11-23 02:00")
    closed = closed_days(two_points, date(2026, 9, 1), date(2026, 11, 23))
    assert _sentences(concerns(points_now(two_points, monday), closed, monday), Matter.SILENT) == []


def test_a_wrong_clock_is_told_with_how_wrong_it_is(says, look):
    says(1, timedelta(minutes=1), wrong=timedelta(hours=3, minutes=10))
    says(3, timedelta(minutes=1), wrong=timedelta(days=-400))
    assert [sentence.partition(" có ")[2] for sentence in _sentences(look(), Matter.CLOCK)] == [
        "đồng hồ chậm 3 giờ 10 phút",
        "đồng hồ nhanh 400 ngày",
    ]


def test_what_a_silent_computer_still_had_to_send_is_told(says, look):
    says(1, timedelta(hours=3), waiting=1240)
    assert "còn 1.240 sự kiện chưa gửi được" in _sentences(look(), Matter.UNDELIVERED)[0]


def test_a_cloned_disk_comes_first(two_points, says, look):
    says(1, timedelta(days=4))
    two_points.get_one(Device, 2).cloned = _NOW
    assert look()[0].sentence == (
        "Máy 2 ở Thư viện Huyện Bắc Sơn bị nhân bản: hai máy dùng chung một thẻ"
    )


def test_many_alike_are_said_in_one_line(two_points, look):
    two_points.add_all(
        Device(id=number, label=f"Máy {number}", enrolled=_NOW) for number in range(10, 15)
    )
    two_points.flush()
    for number in range(10, 15):
        _place(two_points, number)
    assert "Thư viện Huyện Bắc Sơn: 7/7 máy đã đăng ký nhưng chưa gửi gì" in _sentences(
        look(), Matter.NEVER_HEARD
    )


def test_a_revoked_computer_is_nobodys_concern(two_points, says, look):
    says(1, timedelta(days=9))
    two_points.get_one(Device, 1).revoked = _NOW
    assert _sentences(look(), Matter.SILENT) == []


def _place(session, number):
    told = {"since": make_moment("2026-01-01 00:00"), "placed_by": "test"}
    session.add(DevicePlacement(device_id=number, point_id=1, **told))
    session.flush()
