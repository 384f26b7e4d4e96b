"""The audit trail is added to by every act and changed by nobody."""

from datetime import date

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from library import clock
from library.catalogue import cataloguing
from library.catalogue.models import IndexDue, Item, Publication
from library.database import reading, work
from library.staff import audit_log, throttle
from library.staff.audit import note
from library.staff.audit_log import Alteration, Wanted
from library.staff.audit_watch import Act, acting
from library.staff.models import AuditEntry, StaffMember
from library.staff.throttle import SignInAttempt
from tests.makers import BY, make_item, make_moment, make_staff

_ACT = Act("lan", "office.tally", "bac-son")


def _last(engine):
    with reading(engine) as session:
        return audit_log.lines(session, Wanted(), first=0, count=1)[0]


@pytest.mark.parametrize("change", [update(AuditEntry).values(who="ai khác"), delete(AuditEntry)])
def test_the_database_refuses_to_change_or_drop_a_line(engine, change):
    with work(engine) as session:
        note(session, BY, "item.make", "a")
    with pytest.raises(DatabaseError, match="only added to"), work(engine) as session:
        session.execute(change)
    assert _last(engine).who == BY


def test_a_description_tells_what_was_before_and_after(engine):
    with work(engine) as session:
        item = make_item(session, "Cũ")
        cataloguing.describe(session, item, {"title": "Mới"}, BY)
    assert _last(engine).alterations == (Alteration("title", "Cũ", "Mới"),)


def test_what_the_office_changes_without_a_line_gets_one(engine):
    with work(engine) as session:
        item_id = make_item(session, "Cũ").id
    with acting(_ACT), work(engine) as session:
        session.get(Item, item_id).title = "Mới"
    line = _last(engine)
    assert (line.who, line.action, line.subject) == ("lan", "office.tally", "bac-son")
    assert line.alterations == (Alteration(f"item {item_id}: title", "Cũ", "Mới"),)


def test_what_is_written_without_the_mapper_gets_a_line_too(engine):
    with work(engine) as session:
        item_id = make_item(session).id
    with acting(_ACT), work(engine) as session:
        session.execute(insert(Publication.__table__), [{"item_id": item_id}])
    assert _last(engine).who == "lan"


def test_who_waits_and_what_is_due_is_no_act(engine):
    with acting(_ACT), work(engine) as session:
        throttle.take_a_try(session, throttle.keys("khoá", SignInAttempt("lan", "10.0.0.1")))
        session.add(IndexDue(item_id="a", since=clock.now()))
    with reading(engine) as session:
        assert audit_log.how_many(session, Wanted()) == 0


def test_a_line_of_the_office_learns_what_was_before_and_after(engine):
    with work(engine) as session:
        item_id = make_item(session, "Cũ").id
    with acting(_ACT), work(engine) as session:
        session.get(Item, item_id).title = "Mới"
        note(session, "lan", "item.describe", item_id)
    line = _last(engine)
    assert line.alterations == (Alteration(f"item {item_id}: title", "Cũ", "Mới"),)
    with reading(engine) as session:
        assert audit_log.how_many(session, Wanted(who="lan")) == 1


def test_each_of_many_lines_tells_of_its_own_thing(engine):
    with work(engine) as session:
        ids = [make_item(session, "Cũ").id for _ in range(3)]
    with acting(_ACT), work(engine) as session:
        for item_id in ids:
            session.get(Item, item_id).title = f"Mới {item_id}"
            note(session, "lan", "item.describe", item_id)
    with reading(engine) as session:
        lines = audit_log.lines(session, Wanted(who="lan"), first=0, count=9)
    assert [[one.after for one in line.alterations] for line in reversed(lines)] == [
        [f"Mới {item_id}"] for item_id in ids
    ]


def test_what_was_dropped_is_told(engine):
    with work(engine) as session:
        hoa_id = make_staff(session, "hoa").id
    with acting(_ACT), work(engine) as session:
        session.delete(session.get_one(StaffMember, hoa_id))
    assert Alteration(f"staff_member {hoa_id}: name", "hoa", None) in _last(engine).alterations


def test_no_secret_is_told(engine):
    with acting(_ACT), work(engine) as session:
        make_staff(session, "lan", password_hash="băm")
    told = {one.name: one.after for one in _last(engine).alterations}
    assert told["staff_member: password_hash"] == "•••"


def test_who_only_looks_leaves_no_line(engine):
    with acting(_ACT), work(engine) as session:
        session.scalars(select(Item)).all()
    with reading(engine) as session:
        assert audit_log.how_many(session, Wanted()) == 0


def test_work_that_fails_leaves_no_line(engine):
    with pytest.raises(ZeroDivisionError), acting(_ACT), work(engine) as session:
        make_item(session)
        1 / 0  # noqa: B018
    with reading(engine) as session:
        assert audit_log.how_many(session, Wanted()) == 0


@pytest.fixture
def told(session, monkeypatch):
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
    ("wanted", "subjects"),
    [
        (Wanted(), "cba"),
        (Wanted(who="lan"), "ca"),
        (Wanted(kind="item"), "ba"),
        (Wanted(subject="b"), "b"),
        (Wanted(since=date(2026, 11, 24)), "cb"),
        (Wanted(until=date(2026, 11, 23)), "a"),
        (Wanted(who="lan", kind="staff", since=date(2026, 11, 24)), "c"),
        (Wanted(kind="ite"), ""),
    ],
)
def test_the_trail_is_narrowed_by_person_thing_and_day(session, told, wanted, subjects):
    found = audit_log.lines(session, wanted, first=0, count=9)
    assert "".join(line.subject for line in found) == subjects
    assert audit_log.how_many(session, wanted) == len(subjects)


def test_all_lines_are_given_however_many(engine):
    with work(engine) as session:
        for number in range(2100):
            note(session, BY, "item.make", str(number))
    found = [int(line.subject) for line in audit_log.all_lines(engine, Wanted())]
    assert found == list(range(2100))
