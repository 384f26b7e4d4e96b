"""Entries can be changed, withdrawn and restored, and no revision is lost."""

from datetime import date

import pytest
from sqlalchemy import select

from library.staff.models import AuditEntry
from points.access_points.plan_149 import enter_plan
from points.programme.problems import EntryChangedError, EntryNotFoundError, EntryWithoutPointError
from points.programme.registers import entries
from points.programme.registers.schema import register_of
from tests.makers import BY

_INCIDENTS = register_of("su-co")
_DAY = date(2026, 3, 2)


@pytest.fixture
def incident(session):
    """Enter an incident at Lộc Bình."""
    enter_plan(session, BY)
    values = {"what": "Máy không lên", "computers": 1}
    return entries.enter(session, _INCIDENTS, point="loc-binh", day=_DAY, details=values, by=BY)


def _change(session, previous, **changes):
    values = {**previous.fields, **changes}
    return entries.change(
        session,
        previous,
        point=previous.point,
        day=previous.day,
        values=values,
        by=BY,
        reason="sửa xong",
    )


def test_entries_are_numbered_in_their_register(session, incident):
    second = entries.enter(session, _INCIDENTS, point="bac-son", day=_DAY, details={}, by=BY)
    assert (incident.number, second.number) == (1, 2)


def test_a_change_is_a_revision_and_the_first_one_stays(session, incident):
    _change(session, incident, repaired="2026-03-05")
    first, second = entries.history(session, "su-co", 1)
    assert (first.get("repaired"), second.get("repaired")) == (None, "2026-03-05")
    assert [entry.revision for entry in entries.entries(session, "su-co")] == [2]


def test_the_second_of_two_concurrent_changes_is_refused(session, incident):
    _change(session, incident, computers=2)
    with pytest.raises(EntryChangedError):
        _change(session, incident, computers=3)


def test_a_withdrawn_entry_does_not_count_and_can_be_restored(session, incident):
    entries.withdraw(session, incident, by=BY, reason="ghi nhầm")
    assert entries.entries(session, "su-co") == ()
    entries.restore_revision(session, "su-co", 1, 1, by=BY)
    (back,) = entries.entries(session, "su-co")
    assert (back.fields, back.revision) == (incident.fields, 3)


def test_an_entry_of_a_point_needs_a_point(session, incident):
    for point in (None, "khong-co"):
        with pytest.raises(EntryWithoutPointError):
            entries.enter(session, _INCIDENTS, point=point, day=_DAY, details={}, by=BY)


def test_unknown_entries_and_revisions_are_errors(session, incident):
    with pytest.raises(EntryNotFoundError):
        entries.entry_of(session, "su-co", 9)
    with pytest.raises(EntryNotFoundError):
        entries.restore_revision(session, "su-co", 1, 9, by=BY)


def test_an_incident_is_open_until_it_is_repaired(session, incident):
    repaired = _change(session, incident, repaired="2026-03-05")
    assert incident.is_open(date(2026, 3, 4))
    assert repaired.is_open(date(2026, 3, 4))
    assert not repaired.is_open(date(2026, 3, 5))


def test_a_late_finding_comes_first(session, incident):
    finding = entries.enter(
        session,
        register_of("kiem-tra"),
        point="loc-binh",
        day=date(2026, 3, 20),
        details={"who": "Sở", "deadline": "2026-04-01"},
        by=BY,
    )
    waiting = entries.open_on(entries.entries(session), date(2026, 4, 2))
    assert [entry.register for entry in waiting] == ["kiem-tra", "su-co"]
    assert finding.is_late(date(2026, 4, 2))
    assert not finding.is_late(date(2026, 4, 1))


def test_every_change_is_in_the_audit_trail(session, incident):
    entries.withdraw(session, _change(session, incident, computers=2), by=BY, reason="nhầm")
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == "su-co 1"))
    assert list(acts) == ["register.enter", "register.change", "register.take-back"]
