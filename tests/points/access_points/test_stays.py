"""A computer is in service from its first enrolment, whatever happens to its token later."""

from datetime import date

import pytest

from library import clock
from points.access_points.enrolment import announce, enrol, enrol_agent, renew, revoke
from points.access_points.models import Device, DeviceAbsence, DevicePlacement
from points.access_points.stays import stays
from points.usage.evidence import Coverage
from points.usage.measures.figure_reader import FigureReader, figure
from points.usage.measures.measure_table import MEASURES
from points.usage.measures.stored_sums import Grain
from tests.makers import make_moment

_MARCH = make_moment("2026-03-02 01:00")


@pytest.fixture
def computer(session):
    """Enter a computer that was enrolled in March, and return its id."""
    enrol(session, announce(session, "Thư viện Lộc Bình", "máy 1"))
    device = session.query(Device).one()
    device.enrolled = session.query(DevicePlacement).one().since = _MARCH
    session.flush()
    return device.id


def _coverage(session):
    reader = FigureReader(session, (1,), date(2026, 3, 1), date(2026, 4, 1))
    figures = reader.computers(Grain.POINT)
    return {
        point: figure(values, MEASURES["sessions"]).coverage for point, values in figures.items()
    }


@pytest.mark.parametrize("enrol_again", [enrol, enrol_agent])
def test_a_renewed_code_leaves_past_coverage_as_it_was(session, computer, enrol_again):
    past = _coverage(session)
    enrol_again(session, renew(session, computer))
    assert _coverage(session) == past == {1: Coverage(0, 30)}


def test_the_renewal_is_a_fact_of_its_own(session, computer):
    began = clock.now()
    enrol(session, renew(session, computer))
    device = session.query(Device).one()
    assert device.enrolled == _MARCH
    assert device.renewed >= began


def test_a_computer_is_not_expected_between_revocation_and_enrolment(session, computer):
    revoke(session, computer)
    session.query(Device).one().revoked = make_moment("2026-03-10 01:00")
    enrol(session, renew(session, computer))
    session.query(DeviceAbsence).one().until = make_moment("2026-03-20 01:00")
    session.flush()
    assert [(stay.since.day, stay.until) for stay in stays(session)] == [
        (2, date(2026, 3, 10)),
        (20, date.max),
    ]
    assert _coverage(session) == {1: Coverage(0, 20)}


def test_a_second_revocation_does_not_postpone_the_first(session, computer):
    revoke(session, computer)
    session.query(Device).one().revoked = _MARCH
    revoke(session, computer)
    assert session.query(Device).one().revoked == _MARCH
