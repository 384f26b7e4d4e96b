"""A computer is in service from its first enrolment, whatever happens to its token later."""

from datetime import date

import pytest

from points.access_points import inventory
from points.access_points.device_life import changes_of, end_service
from points.access_points.enrolment import announce, client_of, enrol, enrol_agent, renew, replace
from points.access_points.inventory import PointFacts
from points.access_points.models import (
    Device,
    DeviceChange,
    DeviceChangeKind,
    DevicePlacement,
    PointLevel,
)
from points.access_points.problems import DeviceReplacedError
from points.access_points.stays import stays
from points.programme import month_closing
from points.programme.indicators.monthly_data import month_facts
from points.programme.models import ClosedMonth
from points.programme.periods import month_of
from points.usage.evidence import Coverage
from points.usage.measures.figure_reader import FigureReader, figure
from points.usage.measures.measure_table import MEASURES
from points.usage.measures.stored_sums import Grain
from tests.makers import make_moment

_MARCH = make_moment("2026-03-02 01:00")
_APRIL = date(2026, 4, 1)
_ENDS = (DeviceChangeKind.WITHDRAWN, DeviceChangeKind.RETIRED)


@pytest.fixture
def computer(session):
    """Enter a computer that was enrolled in March, and return its id."""
    facts = PointFacts("Thư viện Lộc Bình", PointLevel.DISTRICT)
    inventory.enter(session, "loc-binh", facts, since=date(2020, 1, 1), by="lan")
    enrol(session, announce(session, "loc-binh", "máy 1"))
    session.query(DeviceChange).one().at = session.query(DevicePlacement).one().since = _MARCH
    session.flush()
    return session.query(Device).one().id


def _coverage(session):
    reader = FigureReader(session, (1,), date(2026, 3, 1), _APRIL)
    figures = reader.computers(Grain.POINT)
    return {
        point: figure(values, MEASURES["sessions"]).coverage for point, values in figures.items()
    }


def _kinds(session, computer):
    return [change.kind for change in reversed(changes_of(session, [computer])[computer])]


def _replace(session, computer):
    return replace(session, computer, "loc-binh", "máy 1 mới", by="lan", reason="cháy nguồn")


@pytest.mark.parametrize("enrol_again", [enrol, enrol_agent])
def test_a_renewed_code_leaves_past_coverage_as_it_was(session, computer, enrol_again):
    past = _coverage(session)
    enrol_again(session, renew(session, computer))
    assert _coverage(session) == past == {1: Coverage(0, 30)}


def test_every_renewal_is_a_row_of_its_own(session, computer):
    for _ in range(2):
        enrol(session, renew(session, computer))
    assert _kinds(session, computer) == ["enrolled", "renewed", "renewed"]


def test_a_computer_is_not_expected_between_revocation_and_enrolment(session, computer):
    end_service(session, computer)
    enrol(session, renew(session, computer))
    _, withdrawal, back = session.query(DeviceChange).order_by(DeviceChange.id)
    withdrawal.at, back.at = make_moment("2026-03-10 01:00"), make_moment("2026-03-20 01:00")
    session.flush()
    assert back.kind is DeviceChangeKind.RETURNED
    assert [(stay.since.day, stay.until) for stay in stays(session)] == [
        (2, date(2026, 3, 10)),
        (20, date.max),
    ]
    assert _coverage(session) == {1: Coverage(0, 20)}


def test_a_second_revocation_does_not_postpone_the_first(session, computer):
    end_service(session, computer)
    end_service(session, computer)
    assert _kinds(session, computer) == ["enrolled", "withdrawn"]


@pytest.mark.parametrize("kind", _ENDS)
def test_a_computer_out_of_service_has_no_token_left(session, computer, kind):
    token = enrol(session, renew(session, computer))
    end_service(session, computer, kind)
    assert client_of(session, token) is None


def test_a_replaced_computer_names_its_successor(session, computer):
    enrol(session, _replace(session, computer))
    replacement = changes_of(session, [computer])[computer][0]
    assert (replacement.kind, replacement.reason) == ("replaced", "cháy nguồn")
    assert session.get(Device, replacement.successor_id).label == "máy 1 mới"
    assert _kinds(session, replacement.successor_id) == ["enrolled"]


def test_a_computer_is_replaced_once(session, computer):
    _replace(session, computer)
    with pytest.raises(DeviceReplacedError):
        _replace(session, computer)


def test_a_replacement_by_mistake_is_undone_with_a_new_code(session, computer):
    _replace(session, computer)
    enrol(session, renew(session, computer))
    assert _kinds(session, computer) == ["enrolled", "replaced", "returned"]


def test_nothing_in_a_life_changes_what_a_closed_month_expected(session, computer):
    march = month_of(date(2026, 3, 1))
    month_closing.close(session, march.since, today=_APRIL, by="lan")
    expected = session.query(ClosedMonth).one().facts[0]["expected_days"]
    for end in (end_service, _replace):
        enrol(session, renew(session, computer))
        end(session, computer)
    end_service(session, computer, DeviceChangeKind.RETIRED)
    session.expire_all()
    assert session.query(ClosedMonth).one().facts[0]["expected_days"] == expected == 30
    facts = month_facts(session, march, _APRIL)
    assert month_closing.restatements(session, march, facts) == ()
