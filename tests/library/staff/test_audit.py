"""Every change adds an entry to the audit trail, and no entry can be changed."""

from datetime import date

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from library import clock
from library.catalogue import cataloguing
from library.catalogue.access.models import Publication
from library.catalogue.models import IndexDue, Item
from library.database import reading, work
from library.staff import audit_log, throttle
from library.staff.audit import note
from library.staff.audit_log import AuditFilter, ValueChange
from library.staff.audit_watch import AuditedAction, audited
from library.staff.models import AuditEntry, StaffMember
from library.staff.throttle import SignInAttempt
from tests.makers import BY, make_item, make_moment, make_staff

_ACTION = AuditedAction("lan", "office.tally", "bac-son")


def _last(engine):
    with reading(engine) as session:
        return audit_log.list_lines(session, AuditFilter(), first=0, count=1)[0]


@pytest.mark.parametrize("change", [update(AuditEntry).values(who="ai khác"), delete(AuditEntry)])
def test_the_database_refuses_to_change_or_drop_a_line(engine, change):
    with work(engine) as session:
        note(session, BY, "item.make", "a")
    with pytest.raises(DatabaseError, match="only added to"), work(engine) as session:
        session.execute(change)
    assert _last(engine).who == BY


def test_an_edit_of_a_description_records_old_and_new_values(engine):
    with work(engine) as session:
        item = make_item(session, "Cũ")
        cataloguing.describe(session, item, {"title": "Mới"}, BY)
    assert _last(engine).alterations == (ValueChange("title", "Cũ", "Mới"),)


def test_a_change_without_an_entry_gets_one(engine):
    with work(engine) as session:
        item_id = make_item(session, "Cũ").id
    with audited(_ACTION), work(engine) as session:
        session.get(Item, item_id).title = "Mới"
    line = _last(engine)
    assert (line.who, line.action, line.subject) == ("lan", "office.tally", "bac-son")
    assert line.alterations == (ValueChange(f"item {item_id}: title", "Cũ", "Mới"),)


def test_a_core_statement_gets_an_entry_too(engine):
    with work(engine) as session:
        item_id = make_item(session).id
    with audited(_ACTION), work(engine) as session:
        session.execute(insert(Publication.__table__), [{"item_id": item_id}])
    assert _last(engine).who == "lan"


def test_throttling_and_due_work_are_not_audited(engine):
    with audited(_ACTION), work(engine) as session:
        throttle.count_attempt(
            session, throttle.staff_keys("khóa", SignInAttempt("lan", "10.0.0.1"))
        )
        session.add(IndexDue(item_id="a", since=clock.now()))
    with reading(engine) as session:
        assert audit_log.count_lines(session, AuditFilter()) == 0


def test_an_entry_is_completed_with_old_and_new_values(engine):
    with work(engine) as session:
        item_id = make_item(session, "Cũ").id
    with audited(_ACTION), work(engine) as session:
        session.get(Item, item_id).title = "Mới"
        note(session, "lan", "item.describe", item_id)
    line = _last(engine)
    assert line.alterations == (ValueChange(f"item {item_id}: title", "Cũ", "Mới"),)
    with reading(engine) as session:
        assert audit_log.count_lines(session, AuditFilter(who="lan")) == 1


def test_each_of_several_entries_has_its_own_changes(engine):
    with work(engine) as session:
        ids = [make_item(session, "Cũ").id for _ in range(3)]
    with audited(_ACTION), work(engine) as session:
        for item_id in ids:
            session.get(Item, item_id).title = f"Mới {item_id}"
            note(session, "lan", "item.describe", item_id)
    with reading(engine) as session:
        lines = audit_log.list_lines(session, AuditFilter(who="lan"), first=0, count=9)
    assert [[change.after for change in line.alterations] for line in reversed(lines)] == [
        [f"Mới {item_id}"] for item_id in ids
    ]


def test_deleted_values_are_recorded(engine):
    with work(engine) as session:
        hoa_id = make_staff(session, "hoa").id
    with audited(_ACTION), work(engine) as session:
        session.delete(session.get_one(StaffMember, hoa_id))
    assert ValueChange(f"staff_member {hoa_id}: name", "hoa", None) in _last(engine).alterations


def test_secrets_are_masked(engine):
    with audited(_ACTION), work(engine) as session:
        make_staff(session, "lan", password_hash="băm")
    values = {change.name: change.after for change in _last(engine).alterations}
    assert values["staff_member: password_hash"] == "•••"


def test_reading_leaves_no_entry(engine):
    with audited(_ACTION), work(engine) as session:
        session.scalars(select(Item)).all()
    with reading(engine) as session:
        assert audit_log.count_lines(session, AuditFilter()) == 0


def test_failed_work_leaves_no_entry(engine):
    with pytest.raises(ZeroDivisionError), audited(_ACTION), work(engine) as session:
        make_item(session)
        1 / 0  # noqa: B018
    with reading(engine) as session:
        assert audit_log.count_lines(session, AuditFilter()) == 0


@pytest.fixture
def three_lines(session, monkeypatch):
    """Write three lines on two days."""
    for at, who, action, subject in (
        ("2026-11-23 16:59", "lan", "item.make", "a"),
        ("2026-11-23 17:00", "hoa", "item.make", "b"),
        ("2026-11-24 16:59", "lan", "staff.add", "c"),
    ):
        monkeypatch.setattr(clock, "now", lambda at=at: make_moment(at))
        note(session, who, action, subject)
    session.flush()


@pytest.mark.parametrize(
    ("criteria", "subjects"),
    [
        (AuditFilter(), "cba"),
        (AuditFilter(who="lan"), "ca"),
        (AuditFilter(kind="item"), "ba"),
        (AuditFilter(subject="b"), "b"),
        (AuditFilter(since=date(2026, 11, 24)), "cb"),
        (AuditFilter(until=date(2026, 11, 23)), "a"),
        (AuditFilter(who="lan", kind="staff", since=date(2026, 11, 24)), "c"),
        (AuditFilter(kind="ite"), ""),
    ],
)
def test_the_trail_is_filtered_by_person_subject_and_day(session, three_lines, criteria, subjects):
    lines = audit_log.list_lines(session, criteria, first=0, count=9)
    assert "".join(line.subject for line in lines) == subjects
    assert audit_log.count_lines(session, criteria) == len(subjects)


def test_all_lines_are_iterated_over_several_batches(engine):
    with work(engine) as session:
        for number in range(2100):
            note(session, BY, "item.make", str(number))
    numbers = [int(line.subject) for line in audit_log.iterate_lines(engine, AuditFilter())]
    assert numbers == list(range(2100))
