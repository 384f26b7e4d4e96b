"""Batches, answers, searches and enrolments of a station, as the province stores them."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from kit.outbox import clock_marks, outbox_entries
from kit.outbox.enrolment_reports import report_enrolment, restore_enrolments
from kit.outbox.room_events import report_answers, report_search
from library.database import reading, work
from library.installation import secret_key
from points.access_points import device_life, enrolment
from points.access_points.models import Device, DeviceChange, DevicePlacement
from points.past_searches import common, missed
from points.usage.demographics import DemographicTally
from points.usage.events.intake import Delivery
from points.usage.events.timeline import milliseconds
from points.usage.models import DeviceBoot, DeviceEvent
from tests.device_events import make_event
from tests.kit.outbox.world import BEGIN, POINT


def _hour(world, run=1):
    """Let a computer whose own clock is right report an hour of work."""
    for minute in range(0, 61, 5):
        now = BEGIN + timedelta(minutes=minute)
        world.clocks.now = now
        at = milliseconds(now)
        mono = at - milliseconds(BEGIN)
        sent = {"boot_id": str(UUID(int=run)), "sent_wall": at, "sent_mono": mono}
        batch = {**sent, "events": [make_event(at, minute, mono=mono)]}
        world.deliver(1, batch, Delivery())


def _origin(world):
    with reading(world.province[1]) as session:
        return session.scalars(select(DeviceBoot.origin)).one()


def _note_time(world):
    world.at_station()
    with work(world.station[1]) as session:
        clock_marks.note_time(session, world.clocks.now)


@pytest.mark.parametrize("days", [-20, 0, 3])
def test_a_contact_in_the_same_run_dates_all_batches(world, days):
    world.clocks.wrong_by = timedelta(days=days)
    _hour(world)
    _note_time(world)
    world.receive(world.letter())
    assert _origin(world) == milliseconds(BEGIN)


def test_a_second_contact_soon_after_notes_nothing_more(world):
    for _ in range(2):
        _note_time(world)
        world.clocks.now += timedelta(hours=1)
    world.clocks.now += timedelta(hours=12)
    _note_time(world)
    with reading(world.station[1]) as session:
        assert outbox_entries.owed(session, 0).count == 2


def test_batches_of_a_clock_that_is_visibly_wrong_have_the_time_of_their_computer(world):
    world.clocks.wrong_by = timedelta(days=200)
    _hour(world)
    world.receive(world.letter())
    assert _origin(world) == milliseconds(BEGIN)


def test_batches_have_no_time_if_no_clock_can_be_right(world):
    world.at_station()
    with work(world.station[1]) as session:
        clock_marks.note_floor(session, BEGIN + timedelta(days=40))
    world.clocks.wrong_by = timedelta(days=200)
    _hour(world)
    world.clocks.now += timedelta(days=60)
    world.receive(world.letter())
    assert _origin(world) is None
    with reading(world.province[1]) as session:
        assert session.scalar(select(func.count()).select_from(DeviceEvent)) == 13


def test_a_later_letter_of_the_same_run_can_date_what_had_no_time(world):
    world.at_station()
    with work(world.station[1]) as session:
        clock_marks.note_floor(session, BEGIN + timedelta(days=40))
    world.clocks.wrong_by = timedelta(days=200)
    _hour(world)
    world.clocks.now += timedelta(days=60)
    world.receive(world.letter())
    world.clocks.wrong_by = timedelta()
    world.clocks.restart("run 2")
    _hour(world)
    _note_time(world)
    world.receive(world.letter(world.taken()))
    assert _origin(world) == milliseconds(BEGIN)


def test_answers_are_tallied_on_their_day_and_unreadable_on_the_way(world):
    world.at_station()
    with work(world.station[1]) as session:
        report_answers(session, world.station[0], 1, {"age": "16-35", "sex": "female", "x": 1})
    with reading(world.station[1]) as session:
        (entry,) = outbox_entries.entries_after(session, 0)
        assert list(outbox_entries.content_of(entry)) == ["sealed"]
    world.clocks.now += timedelta(days=80)
    world.receive(world.letter())
    with reading(world.province[1]) as session:
        rows = session.scalars(select(DemographicTally).where(DemographicTally.answer != "none"))
        assert {(row.day, row.answer, row.count) for row in rows} == {
            (BEGIN.date(), "16-35", 1),
            (BEGIN.date(), "female", 1),
        }


def test_searches_are_remembered_with_the_key_of_the_province(world):
    for day in range(3):
        world.clocks.now = BEGIN + timedelta(days=day)
        world.at_station()
        with work(world.station[1]) as session:
            report_search(session, world.station[0], "lũ lụt", has_hits=True)
            report_search(session, world.station[0], "đình cổ", has_hits=False)
    world.receive(world.letter())
    with reading(world.province[1]) as session:
        assert common(session, 9) == ["lũ lụt"]
        key = secret_key(world.province[0])
        assert missed(session, ("dinh co", "lu lut"), key) == {"dinh co"}


def test_words_of_a_search_are_on_no_disk_of_the_station(world):
    world.at_station()
    with work(world.station[1]) as session:
        report_search(session, world.station[0], "bí mật", has_hits=False)
        report_search(session, world.station[0], "bí mật của người khác", has_hits=False)
    with reading(world.station[1]) as session:
        sizes = {len(entry.content) for entry in outbox_entries.entries_after(session, 0)}
        contents = [
            outbox_entries.content_of(entry) for entry in outbox_entries.entries_after(session, 0)
        ]
    assert len({len(content["sealed"]) for content in contents}) == 1
    assert max(sizes) - min(sizes) < 12  # compression of random text


def test_a_computer_enrolled_at_the_station_is_known_at_the_province(world):
    world.at_station()
    with work(world.station[1]) as session:
        code = enrolment.renew(session, 1)
        token = enrolment.enrol(session, code)
        report_enrolment(session, world.station[0], 1)
    world.clocks.now += timedelta(days=30)
    world.receive(world.letter())
    with reading(world.province[1]) as session:
        assert enrolment.device_of(session, token) == 1
        assert session.scalars(select(DeviceChange.at)).all() == [BEGIN]
        assert session.get_one(Device, 1).signed_from == BEGIN


def test_a_station_has_no_say_over_a_computer_that_left_its_room(world):
    keys = {"agent_hash": None, "agent_key": None, "room_key": None}
    content = {"device": 1, "token_hash": "của trạm", "is_enrolment": True, **keys}
    world.report("computer", content)
    with work(world.province[1]) as session:
        place = {"device_id": 1, "point_id": POINT + 1, "placed_by": "test"}
        session.add(DevicePlacement(since=BEGIN - timedelta(days=1), **place))
    (refusal,) = world.receive(world.letter()).refused
    assert refusal[2] == "Máy số 1 không thuộc điểm của trạm này."
    with reading(world.province[1]) as session:
        assert session.get_one(Device, 1).token_hash is None


def test_a_late_letter_does_not_give_a_withdrawn_computer_its_token_back(world):
    world.at_station()
    with work(world.station[1]) as session:
        token = enrolment.enrol(session, enrolment.renew(session, 1))
        report_enrolment(session, world.station[0], 1)
    letter = world.letter()
    world.clocks.now += timedelta(days=5)
    world.at_province()
    with work(world.province[1]) as session:
        device_life.end_service(session, 1)
    (refusal,) = world.receive(letter).refused
    assert "đã bị thu hồi" in refusal[2]
    with reading(world.province[1]) as session:
        assert enrolment.device_of(session, token) is None


def test_a_pack_made_before_an_enrolment_was_known_does_not_undo_it(world):
    settings, engine = world.station
    world.at_station()
    with work(engine) as session:
        token = enrolment.enrol(session, enrolment.renew(session, 1))
        report_enrolment(session, settings, 1)
    with work(engine) as session:
        session.get_one(Device, 1).token_hash = None  # as the pack has it
        restore_enrolments(session, settings, BEGIN - timedelta(days=1))
    with reading(engine) as session:
        assert enrolment.device_of(session, token) == 1


def test_events_of_days_whose_raw_data_is_deleted_are_shown_instead_of_lost(world):
    _hour(world)
    with work(world.province[1]) as session:
        session.get_one(Device, 1).forgotten_before = BEGIN.date() + timedelta(days=1)
    refused = world.receive(world.letter()).refused
    assert len(refused) == 13
    assert refused[0][2].startswith("Dữ liệu gốc trước ngày 05/05/2026 đã xóa")
