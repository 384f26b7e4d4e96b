"""No table, log line or export identifies a reader: all columns of usage tables are listed here."""

import logging
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from library import clock, tables
from library.database import reading, work
from points.access_points.enrolment import announce, enrol, point_of
from points.item_use import Visitor, record
from points.usage import demographics
from points.usage.boards.figure_list import HEADINGS
from points.usage.demographics import NO_ANSWER, QUESTIONS, DemographicTally
from points.usage.events import intake
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds
from points.usage.models import DeviceEvent, ItemUse
from points.usage.privacy.visitor_keys import sitting_session
from points.usage.rollups.day_totals import MEASURES
from points.use_kind import UseKind
from tests.device_events import make_event

_HOURS = "used_seconds active_seconds machine_seconds line_up_seconds line_down_seconds"
_OF_USE = {
    "item_use": "id at kind item_id page_number device_id reader_session earlier_session",
    "visit_salt": "day salt",
    "past_search": "digest days last_day text",
    "device_boot": "id device_id boot origin skew spoken latest returns dropped waiting heard "
    "by_agent delivered_by delivered_offset version undated signed network",
    "device_event": "boot_id event seq kind wall mono received session amount",
    "usage_due": "device_id day cause",
    "computer_hour": f"device_id day hour point_id sessions {_HOURS}",
    "computer_day": f"device_id day point_id {' '.join(MEASURES)}",
    "point_day": f"point_id day computers {' '.join(MEASURES)}",
    "point_month": f"point_id month computer_days {' '.join(MEASURES)}",
    "use_ruling": "id accepted reason uses decided decided_by undone undone_by",
    "apart_use": "id device_id point_id day started seconds reason session ruling_id",
    "restatement": "id point_id month measure before after restated cause",
    "open_use_day": "day until uses",
    "use_day": "id day point_id searches is_open total_investigations unique_investigations "
    "total_requests unique_requests limit_exceeded no_license",
    "item_month": "id month item_id inside point_id point_days open_day total_investigations "
    "unique_investigations total_requests unique_requests limit_exceeded no_license",
    "counted_day": "day",
    "demographic_tally": "point_id day question answer count",
    "help_call": "id device_id asked answered answered_by",
    "tally": "id point_id day visits uses prints recorded recorded_by",
    "tally_month": "point_id month visits uses prints visits_days uses_days prints_days",
    "description_report": "id item_id field told at state decided decided_by",
    "line_answer": "id task_id helper place class_code text day is_right",
    "lesson": "id point_id begins ends learners devices recorded_by",
}
"""Columns of usage tables; `…_by` is the member of staff who recorded it, never a reader."""

_OF_QUESTIONS = {
    "question": "id digest asked place item_id text answer closed closed_by published "
    "public_question public_answer search_key",
    "question_contact": "digest contact tries tried mailed",
}
"""Columns of questions; the times are those of staff and of mail, the asker has a day alone."""

_OF_READERS = {
    "reader_account": "id name name_key password_hash opened",
    "reader_session": "digest reader_id until",
    "reader_list_entry": "id reader_id place",
}
"""Columns stored about readers who requested an account."""

_NAMES_OF_READERS = (
    *("name", "email", "phone", "address", "card", "birth", "ip", "user_agent", "password"),
    *("reader", "patron", "username", "cookie", "token"),
)
_OF_DEVICES_AND_SITTINGS = {"device_id", "session", "boot", "boot_id", "reader_session", "at"}


def _columns(table):
    return {column.name for column in tables.metadata.tables[table].columns}


_KNOWN = {name: set(columns.split()) for name, columns in _OF_USE.items()}


@pytest.mark.parametrize("table", _KNOWN)
def test_a_table_of_use_has_these_columns_and_no_other(table):
    assert _columns(table) == _KNOWN[table]


def test_every_table_that_leads_to_a_computer_is_listed():
    leading = {
        table.name
        for table in tables.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ("device", "device_boot")
    }
    assert leading - {"device_placement", "device_change"} <= _KNOWN.keys()


@pytest.mark.parametrize("table", _KNOWN)
def test_no_table_of_use_leads_to_an_account_or_names_a_reader(table):
    columns = tables.metadata.tables[table].columns
    assert not [
        key
        for column in columns
        for key in column.foreign_keys
        if key.column.table.name in ("staff_member", *_OF_READERS)
    ]
    assert not _columns(table) & set(_NAMES_OF_READERS)


@pytest.mark.parametrize(("table", "columns"), _OF_QUESTIONS.items())
def test_a_question_leads_to_no_computer_visit_or_account(table, columns):
    assert _columns(table) == set(columns.split())
    assert not _columns(table) & {*_OF_DEVICES_AND_SITTINGS, *_NAMES_OF_READERS}


@pytest.mark.parametrize(("table", "columns"), _OF_READERS.items())
def test_reader_account_tables_have_no_time_and_no_computer(table, columns):
    assert _columns(table) == set(columns.split())
    assert not _columns(table) & _OF_DEVICES_AND_SITTINGS
    kinds = {column.type.python_type for column in tables.metadata.tables[table].columns}
    assert kinds <= {int, str, date}


def test_only_what_a_reader_wished_to_attach_leads_to_an_account():
    leading = {
        table.name
        for table in tables.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "reader_account"
    }
    assert leading == {"reader_session", "reader_list_entry", "reader_report"}


def test_demographic_answers_share_only_point_and_day_with_sessions():
    of_oneself = _columns("demographic_tally")
    assert not of_oneself & _OF_DEVICES_AND_SITTINGS
    for table in _KNOWN.keys() - {"demographic_tally"}:
        assert of_oneself & _columns(table) <= {"point_id", "day"}, table


def test_answers_are_stored_only_as_counts(session):
    announce(session, "Bắc Sơn", "Máy 1")
    answers = {"age": "16-35", "sex": "male", "poor": "yes", "minority": "yes"}
    for _ in range(7):
        demographics.add(session, 1, date(2026, 11, 2), answers)
    rows = session.scalars(select(DemographicTally)).all()
    assert {(row.question, row.answer, row.count) for row in rows} == {
        (question, answer, 7) for question, answer in answers.items()
    }


def test_only_the_age_of_a_child_is_counted(session):
    announce(session, "Bắc Sơn", "Máy 1")
    answers = {"age": "under-16", "sex": "male", "poor": "yes", "minority": "no"}
    demographics.add(session, 1, date(2026, 11, 2), answers)
    rows = session.scalars(select(DemographicTally)).all()
    assert [(row.question, row.answer) for row in rows] == [("age", "under-16")]


def test_a_skipped_question_counts_as_no_answer(session):
    announce(session, "Bắc Sơn", "Máy 1")
    demographics.add(session, 1, date(2026, 11, 2), {"age": "60-up"})
    rows = session.scalars(select(DemographicTally)).all()
    assert {(row.question, row.answer) for row in rows} == {
        ("age", "60-up"),
        *((question, NO_ANSWER) for question in QUESTIONS if question != "age"),
    }


def test_no_table_links_item_use_to_device_sessions(session):
    sitting = UUID(int=77)
    announce(session, "Bắc Sơn", "Máy 1")
    at = clock.now()
    record(session, UseKind.REQUEST, Visitor("10.0.0.1", "x", 1, str(sitting)), at, item_id="i")
    _send_event(session, at, sitting)
    session.flush()
    (use,) = session.scalars(select(ItemUse))
    (event,) = session.scalars(select(DeviceEvent))
    assert use.reader_session not in (event.session.hex(), str(sitting))
    assert event.session.hex() not in use.reader_session
    assert "10.0.0.1" not in use.reader_session


def test_two_sittings_at_one_computer_are_two_readers_and_one_sitting_is_one(session):
    at = clock.now()
    first, again = (sitting_session(session, 1, "a", at) for _ in range(2))
    assert first == again != sitting_session(session, 1, "b", at)
    assert first != sitting_session(session, 2, "a", at)


def test_logs_contain_no_token_session_or_address(engine, caplog):
    caplog.set_level(logging.INFO)
    with work(engine) as session:
        token = enrol(session, announce(session, "Bắc Sơn", "Máy 1"))
        _send_event(session, clock.now(), UUID(int=99))
        demographics.add(session, point_of(session, 1, clock.now()), clock.today(), {"sex": "male"})
    messages = "\n".join(entry.getMessage() for entry in caplog.records)
    assert token not in messages
    assert UUID(int=99).bytes[8:].hex() not in messages


def test_exports_hold_figures_of_points_only():
    assert not {heading.lower() for heading in HEADINGS} & {
        *("máy", "phiên", "thẻ", "người", "ip", "giờ bắt đầu"),
        *_NAMES_OF_READERS,
    }


def test_a_small_count_is_hidden_from_staff(engine):
    with work(engine) as session:
        announce(session, "Bắc Sơn", "Máy 1")
        demographics.add(session, 1, date(2026, 11, 2), {"sex": "male"})
    with reading(engine) as session:
        summaries = demographics.summarise(session, {1}, date(2026, 11, 1), date(2026, 12, 1))
    assert {count for question in summaries for count in question.counts.values() if count} == set()


def _send_event(session, at, sitting):
    now = milliseconds(at)
    event = make_event(now, kind="session.start", session_id=str(sitting))
    batch = {"boot_id": str(UUID(int=1)), "sent_wall": now, "sent_mono": 1000, "events": [event]}
    intake.receive(session, 1, read_batch(batch), at)
