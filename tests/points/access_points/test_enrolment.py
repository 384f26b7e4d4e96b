"""A public computer is enrolled with a single-use code."""

import pytest
from sqlalchemy import select

from library import clock
from points.access_points.device_life import end_service
from points.access_points.enrolment import (
    BATCH_LIFETIME,
    CODE_LIFETIME,
    announce,
    device_of,
    enrol,
    move,
    point_of,
    renew,
)
from points.access_points.models import AccessPoint, Device, DevicePlacement
from points.access_points.problems import DeviceNotFoundError
from tests.makers import BY


@pytest.fixture
def code(session):
    """Return the code of a newly announced computer."""
    return announce(session, "Thư viện Lộc Bình", "máy 1")


def _device(session):
    return session.scalar(select(Device))


def test_a_code_is_exchanged_for_a_token_that_names_the_computer(session, code):
    assert device_of(session, enrol(session, code)) == _device(session).id


def test_a_code_may_be_typed_carelessly(session, code):
    assert enrol(session, f" {code.upper()} ") is not None


def test_letters_that_look_like_digits_are_read_as_digits(session):
    for number in range(30):
        code = announce(session, "Thư viện Lộc Bình", f"máy {number}")
        assert enrol(session, code.replace("0", "O").replace("1", "l")) is not None


def test_a_code_that_is_valid_for_days_has_60_bits(session, code):
    printed = announce(session, "Thư viện Lộc Bình", "máy 2", lifetime=BATCH_LIFETIME)
    assert (len(code), len(printed)) == (8, 12)
    assert enrol(session, f"{printed[:4]}-{printed[4:8]} – {printed[8:]}") is not None


def test_a_code_works_once(session, code):
    enrol(session, code)
    assert enrol(session, code) is None


def test_a_code_is_too_old_after_half_an_hour(session, code):
    _device(session).code_expires -= CODE_LIFETIME
    assert enrol(session, code) is None


def test_an_unknown_code_is_refused(session, code):
    assert enrol(session, "sai") is None


def test_code_and_token_are_stored_only_as_checksums(session, code):
    token = enrol(session, code)
    assert not {code, token} & set(vars(_device(session)).values())


def test_a_computer_taken_out_of_service_is_unknown(session, code):
    token = enrol(session, code)
    end_service(session, _device(session).id)
    assert device_of(session, token) is None


def test_an_unused_code_is_invalid_after_a_revocation(session, code):
    end_service(session, _device(session).id)
    assert enrol(session, code) is None


def test_a_renewed_computer_has_a_new_token_and_the_old_one_is_invalid(session, code):
    old = enrol(session, code)
    new = enrol(session, renew(session, _device(session).id))
    assert (device_of(session, old), device_of(session, new)) == (None, _device(session).id)


def test_the_old_token_works_until_the_new_code_is_typed(session, code):
    token = enrol(session, code)
    renew(session, _device(session).id)
    assert device_of(session, token) is not None


def test_the_past_of_a_moved_computer_stays_with_the_old_point(session, code):
    start = clock.now()
    device = _device(session).id
    first = point_of(session, device, start)
    move(session, device, "Xã Chi Lăng", by=BY)
    session.scalars(select(DevicePlacement)).all()[-1].since = start + CODE_LIFETIME
    session.flush()
    assert point_of(session, device, start) == first
    assert point_of(session, device, start + 2 * CODE_LIFETIME) != first


def test_an_unknown_computer_is_an_error(session):
    with pytest.raises(DeviceNotFoundError, match="diachi device list"):
        end_service(session, 99)


def test_two_computers_of_a_point_create_one_point(session, code):
    announce(session, "Thư viện Lộc Bình", "máy 2")
    assert len(session.scalars(select(AccessPoint)).all()) == 1
