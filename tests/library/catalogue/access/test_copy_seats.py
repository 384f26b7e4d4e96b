"""Seats of library copies: no more readers at a time than copies held, and a queue in order."""

from datetime import timedelta

import pytest

from library.catalogue.access import copy_seats
from library.catalogue.access.copy_seats import Holder, SeatFigures
from library.catalogue.access.models import CopySeat, SeatState
from library.catalogue.models import Access, Condition, Holding
from tests.makers import make_item, make_moment

_NOW = make_moment("2026-11-25 03:00")
_AN, _BINH, _CHI = Holder(1, "an"), Holder(2, "bình"), Holder(3, "chi")
_SECOND = timedelta(seconds=1)


def _hold(session, item, *conditions):
    for place, condition in enumerate(conditions, start=1):
        described = {"call_number": "", "location": "", "remark": ""}
        row = Holding(item_id=item.id, place=place, condition=condition, **described)
        session.add(row)
    session.flush()


@pytest.fixture
def copy(session):
    """Create a library copy of an item of which the library holds one good volume."""
    item = make_item(session, access=Access.COPY)
    _hold(session, item, Condition.GOOD, Condition.LOST)
    return item.id


def _state(session, copy, holder, now=_NOW):
    return copy_seats.find_place(session, copy, holder, now).state


def test_a_second_reader_of_one_volume_waits(session, copy):
    assert copy_seats.open_seat(session, copy, _AN, _NOW).may_read
    place = copy_seats.open_seat(session, copy, _BINH, _NOW)
    assert (place.state, place.number) == (SeatState.WAITING, 1)
    assert copy_seats.open_seat(session, copy, _CHI, _NOW).number == 2
    assert copy_seats.figures(session, copy, _NOW) == SeatFigures(1, 1, 2)


def test_without_a_volume_nobody_reads(session):
    item = make_item(session, access=Access.COPY)
    _hold(session, item, Condition.LOST)
    assert not copy_seats.open_seat(session, item.id, _AN, _NOW).may_read


def test_a_seat_given_back_is_offered_in_the_order_of_arrival(session, copy):
    for holder in (_AN, _BINH, _CHI):
        copy_seats.open_seat(session, copy, holder, _NOW)
    copy_seats.leave(session, _AN.computer, _NOW, copy)
    assert _state(session, copy, _BINH) is SeatState.OFFERED
    assert copy_seats.watch_queue(session, copy, _CHI, _NOW).number == 1
    assert not copy_seats.open_seat(session, copy, _CHI, _NOW).may_read
    assert copy_seats.open_seat(session, copy, _BINH, _NOW).may_read


def test_an_offer_that_nobody_takes_goes_to_the_next(session, copy):
    for holder in (_AN, _BINH, _CHI):
        copy_seats.open_seat(session, copy, holder, _NOW)
    copy_seats.leave(session, _AN.computer, _NOW)
    later = _NOW + copy_seats.OFFERED_FOR
    copy_seats.watch_queue(session, copy, _CHI, later - _SECOND)
    assert copy_seats.watch_queue(session, copy, _CHI, later).state is SeatState.OFFERED
    assert _state(session, copy, _BINH, later) is None


def test_an_idle_reader_loses_the_seat_and_a_busy_one_does_not(session, copy):
    copy_seats.open_seat(session, copy, _AN, _NOW)
    almost = _NOW + copy_seats.READING_IDLE - _SECOND
    assert copy_seats.find_place(session, copy, _AN, almost).is_due
    copy_seats.renew(session, copy, _AN, almost)
    session.expire_all()
    over = almost + copy_seats.READING_IDLE
    assert not copy_seats.open_seat(session, copy, _BINH, over - _SECOND).may_read
    assert copy_seats.open_seat(session, copy, _BINH, over).may_read
    copy_seats.renew(session, copy, _AN, over)
    assert _state(session, copy, _AN, over) is None


def test_requests_of_one_minute_are_noted_once(session, copy):
    copy_seats.open_seat(session, copy, _AN, _NOW)
    assert not copy_seats.find_place(session, copy, _AN, _NOW + timedelta(seconds=59)).is_due
    assert copy_seats.find_place(session, copy, _AN, _NOW + timedelta(seconds=60)).is_due


def test_somebody_who_left_the_queue_page_is_passed_over(session, copy):
    for holder in (_AN, _BINH):
        copy_seats.open_seat(session, copy, holder, _NOW)
    later = _NOW + copy_seats.WAITING_IDLE
    assert copy_seats.open_seat(session, copy, _CHI, later).number == 1


def test_the_next_person_at_a_computer_stands_behind_those_who_wait(session, copy):
    for holder in (_AN, _BINH):
        copy_seats.open_seat(session, copy, holder, _NOW)
    place = copy_seats.open_seat(session, copy, Holder(_AN.computer, "dung"), _NOW)
    assert not place.may_read
    assert _state(session, copy, _AN) is None
    assert copy_seats.open_seat(session, copy, _BINH, _NOW).may_read


def test_a_sitting_that_gets_its_name_later_keeps_the_seat(session, copy):
    copy_seats.open_seat(session, copy, Holder(1), _NOW)
    assert copy_seats.find_place(session, copy, _AN, _NOW).is_due
    copy_seats.renew(session, copy, _AN, _NOW + _SECOND)
    session.expire_all()
    assert copy_seats.find_place(session, copy, _AN, _NOW).may_read
    assert _state(session, copy, Holder(1, "dung")) is None


def test_a_volume_lost_meanwhile_ends_the_newest_seat(session, copy):
    session.query(Holding).update({"condition": Condition.GOOD})
    for holder in (_AN, _BINH):
        assert copy_seats.open_seat(session, copy, holder, _NOW).may_read
    session.query(Holding).filter(Holding.place == 2).update({"condition": Condition.LOST})
    assert _state(session, copy, _AN) is SeatState.READING
    assert _state(session, copy, _BINH) is SeatState.WAITING
    assert copy_seats.open_seat(session, copy, _BINH, _NOW).number == 1


def test_ended_seats_are_deleted_and_others_stay(session, copy):
    for holder in (_AN, _BINH):
        copy_seats.open_seat(session, copy, holder, _NOW)
    copy_seats.delete_ended(session, _NOW + copy_seats.WAITING_IDLE)
    assert session.query(CopySeat).count() == 1
    copy_seats.delete_ended(session, _NOW + copy_seats.READING_IDLE)
    assert session.query(CopySeat).count() == 0
