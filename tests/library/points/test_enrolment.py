"""A public computer is made known by a code that works once."""

import pytest
from sqlalchemy import select

from library import clock
from library.points.enrolment import (
    CODE_LIVES,
    announce,
    device_of,
    enrol,
    move,
    point_of,
    renew,
    revoke,
)
from library.points.models import AccessPoint, Device, DevicePlacement
from library.points.problems import DeviceNotFoundError
from tests.makers import BY


@pytest.fixture
def code(session):
    """Give the code of a computer that was just announced."""
    return announce(session, "Thư viện Lộc Bình", "máy 1")


def _device(session):
    return session.scalar(select(Device))


def test_a_code_is_exchanged_for_a_token_that_names_the_computer(session, code):
    assert device_of(session, enrol(session, code)) == _device(session).id


def test_a_code_may_be_typed_carelessly(session, code):
    assert enrol(session, f" {code.upper()} ") is not None


def test_a_code_works_once(session, code):
    enrol(session, code)
    assert enrol(session, code) is None


def test_a_code_is_too_old_after_half_an_hour(session, code):
    _device(session).code_expires -= CODE_LIVES
    assert enrol(session, code) is None


def test_an_unknown_code_opens_nothing(session, code):
    assert enrol(session, "sai") is None


def test_neither_code_nor_token_is_kept(session, code):
    token = enrol(session, code)
    assert not {code, token} & set(vars(_device(session)).values())


def test_a_computer_taken_out_of_service_is_unknown(session, code):
    token = enrol(session, code)
    revoke(session, _device(session).id)
    assert device_of(session, token) is None


def test_a_code_that_was_not_used_is_worth_nothing_after_a_revocation(session, code):
    revoke(session, _device(session).id)
    assert enrol(session, code) is None


def test_a_renewed_computer_has_another_token_and_the_old_one_opens_nothing(session, code):
    old = enrol(session, code)
    new = enrol(session, renew(session, _device(session).id))
    assert (device_of(session, old), device_of(session, new)) == (None, _device(session).id)


def test_the_old_token_works_until_the_new_code_is_typed(session, code):
    token = enrol(session, code)
    renew(session, _device(session).id)
    assert device_of(session, token) is not None


def test_a_moved_computer_leaves_its_past_where_it_was(session, code):
    before = clock.now()
    device = _device(session).id
    first = point_of(session, device, before)
    move(session, device, "Xã Chi Lăng", by=BY)
    session.scalars(select(DevicePlacement)).all()[-1].since = before + CODE_LIVES
    session.flush()
    assert point_of(session, device, before) == first
    assert point_of(session, device, before + 2 * CODE_LIVES) != first


def test_a_computer_nobody_announced_is_told(session):
    with pytest.raises(DeviceNotFoundError, match="diachi device list"):
        revoke(session, 99)


def test_computers_of_a_point_share_it(session, code):
    announce(session, "Thư viện Lộc Bình", "máy 2")
    assert len(session.scalars(select(AccessPoint)).all()) == 1
