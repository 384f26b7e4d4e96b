"""The history tells what ran, what failed and what is overdue."""

from datetime import timedelta

import pytest

from library import clock
from library.backup import history
from library.backup.history import RunResult, alarm_queue, alarms, record
from library.backup.models import BackupRun, RunKind, RunState
from library.backup.problems import BackupBusyError, BackupUnsetError
from library.database import reading, work
from tests.makers import make_accession

_PASSED = RunResult(passed=True, message="xong", copy_id="abcd")


def _enter(engine, kind, state, days):
    at = clock.now() - timedelta(days=days)
    with work(engine) as session:
        session.add(BackupRun(kind=kind, state=state, started=at, finished=at, message="hết chỗ"))


def _sentences(engine):
    with reading(engine) as session:
        return [alarm.sentence for alarm in alarms(session)]


def _fail():
    raise BackupUnsetError


def test_a_run_is_entered_with_its_result(settings, engine):
    record(settings, engine, RunKind.COPY, lambda: _PASSED)
    with reading(engine) as session:
        (run,) = history.copies(session)
    assert (run.state, run.message, run.copy_id) == (RunState.DONE, "xong", "abcd")


def test_a_failed_run_is_entered_with_its_reason(settings, engine):
    with pytest.raises(BackupUnsetError):
        record(settings, engine, RunKind.COPY, _fail)
    (sentence,) = _sentences(engine)
    assert sentence.startswith("Sao lưu lần cuối không đạt: Chưa đặt nơi sao lưu.")


def test_two_runs_at_once_are_refused(settings, engine):
    with pytest.raises(BackupBusyError):
        record(
            settings,
            engine,
            RunKind.COPY,
            lambda: record(settings, engine, RunKind.DRILL, lambda: _PASSED),
        )


def test_a_killed_run_is_closed_by_the_next(settings, engine):
    with work(engine) as session:
        session.add(BackupRun(kind=RunKind.COPY, started=clock.now()))
    record(settings, engine, RunKind.COPY, lambda: _PASSED)
    with reading(engine) as session:
        states = [run.state for run in history.runs(session, RunKind.COPY, 9)]
    assert states == [RunState.DONE, RunState.FAILED]


def test_a_new_library_has_no_alarm(engine):
    with work(engine) as session:
        make_accession(session)
    assert _sentences(engine) == []


def test_a_library_without_any_copy_raises_an_alarm_after_a_week(engine):
    with work(engine) as session:
        make_accession(session, received=clock.now() - timedelta(days=8))
    assert _sentences(engine) == ["Thư viện chưa có bản sao lưu trọn vẹn nào."]


@pytest.mark.parametrize(("days", "overdue"), [(1, 0), (2, 1)])
def test_a_copy_is_overdue_after_a_day_and_a_half(engine, days, overdue):
    _enter(engine, RunKind.COPY, RunState.DONE, days)
    assert len(_sentences(engine)) == overdue


def test_a_drill_is_overdue_after_forty_days(engine):
    _enter(engine, RunKind.COPY, RunState.DONE, 41)
    _enter(engine, RunKind.COPY, RunState.DONE, 0)
    assert _sentences(engine) == ["Đã quá 40 ngày chưa diễn tập khôi phục đạt."]


def test_a_failed_drill_raises_an_alarm_until_one_passes(engine):
    _enter(engine, RunKind.COPY, RunState.DONE, 0)
    _enter(engine, RunKind.DRILL, RunState.FAILED, 0)
    assert _sentences(engine) == ["Diễn tập lần cuối không đạt: hết chỗ"]
    _enter(engine, RunKind.DRILL, RunState.DONE, 0)
    assert _sentences(engine) == []


def test_the_queue_has_the_age_of_the_oldest_alarm(engine):
    _enter(engine, RunKind.COPY, RunState.DONE, 5)
    with reading(engine) as session:
        queue = alarm_queue(session)
    assert (queue.count, (clock.now() - queue.since).days) == (1, 5)


def test_copies_that_the_repository_forgot_are_no_longer_listed(settings, engine):
    record(settings, engine, RunKind.COPY, lambda: _PASSED)
    with work(engine) as session:
        history.note_copies(session, ["ef01"])
    with reading(engine) as session:
        assert history.copies(session) == []


def test_copies_of_the_database_are_overdue_after_two_hours(engine):
    _enter(engine, RunKind.COPY, RunState.DONE, 0)
    _enter(engine, RunKind.DATABASE, RunState.DONE, 1)
    assert _sentences(engine) == ["Đã quá 2 giờ chưa sao lưu riêng cơ sở dữ liệu."]


def test_copies_of_the_database_leave_the_history_with_the_repository(engine):
    _enter(engine, RunKind.DATABASE, RunState.DONE, 8)
    _enter(engine, RunKind.DATABASE, RunState.DONE, 6)
    with work(engine) as session:
        history.note_copies(session, [])
    with reading(engine) as session:
        assert len(history.runs(session, RunKind.DATABASE, 9)) == 1


def test_a_copy_of_the_database_does_not_wait_for_a_full_one(settings, engine):
    def copy_the_database() -> RunResult:
        return record(settings, engine, RunKind.DATABASE, lambda: _PASSED)

    assert record(settings, engine, RunKind.COPY, copy_the_database).passed
