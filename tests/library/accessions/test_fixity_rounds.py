"""Rounds of checks keep a pace at which they end in time, and say so when they will not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from library import clock
from library.accessions import fixity_rounds
from library.accessions.fixity_rounds import (
    Source,
    begin_round,
    check_round,
    forecasts,
    late_rounds,
    open_round,
)
from library.database import reading, work
from library.storage.models import CheckedStore, Condition
from tests.makers import make_accession

_MB = 1 << 20


@pytest.fixture
def enter(engine):
    """Return a function that enters a round of 100 files of 1 MB, begun some days ago."""

    def enter_round(days, files, store=CheckedStore.MASTERS):
        with work(engine) as session:
            entry = begin_round(session, store, 100, 100 * _MB)
            entry.began = clock.now() - timedelta(days=days)
            entry.files, entry.bytes, entry.seconds = files, files * _MB, files / 50
        return entry

    return enter_round


def _plan(engine, settings):
    with reading(engine) as session:
        return forecasts(session, settings)[0]


@pytest.mark.parametrize(
    ("days", "files", "behind"),
    [
        pytest.param(36, 49, True, id="half of the planned 72 days, less than half of the files"),
        pytest.param(36, 51, False, id="more than half of the files"),
        pytest.param(0.01, 0, True, id="the first file is due at once"),
    ],
)
def test_the_next_file_is_due_when_the_round_is_behind_its_pace(enter, days, files, behind):
    assert fixity_rounds.is_behind(enter(days, files), 90) is behind


def test_a_round_at_its_pace_ends_on_the_planned_day(engine, settings, enter):
    enter(36, 50)
    plan = _plan(engine, settings)
    assert ((plan.ends - plan.began).days, plan.is_late) == (72, False)
    assert plan.sentence.startswith("Tệp gốc: xong một vòng trong 90 ngày; vòng này từ ")
    assert "đã được 50% của 100 tệp (100 MB, đọc 50 MB/s), xong ngày " in plan.sentence


def test_a_round_that_will_be_late_raises_an_alarm(engine, settings, enter):
    enter(50, 10)
    with reading(engine) as session:
        (alarm,) = late_rounds(session, settings)
    assert alarm.sentence.startswith("Vòng kiểm tra tệp gốc sẽ không xong trong 90 ngày")
    assert "diachi-watch" in alarm.sentence


def test_a_round_without_any_check_is_late_after_a_day(engine, settings, enter):
    enter(2, 0)
    assert _plan(engine, settings).is_late


def test_a_new_library_has_no_alarm(engine, settings):
    assert _plan(engine, settings).sentence.endswith("vòng theo lịch chưa bắt đầu.")
    with reading(engine) as session:
        assert late_rounds(session, settings) == ()


def test_a_library_in_which_no_round_begins_raises_an_alarm(engine, settings):
    with work(engine) as session:
        make_accession(session, received=clock.now() - timedelta(days=91))
        (alarm,) = late_rounds(session, settings)
    assert alarm.sentence.startswith("Đã quá 90 ngày không có vòng kiểm tra tệp gốc nào.")


@pytest.mark.parametrize(
    ("days", "checked"),
    [
        pytest.param(0, 1, id="one part at each visit"),
        pytest.param(35.9, 50, id="parts that were missed are caught up"),
        pytest.param(90, 100, id="and the round ends in time"),
    ],
)
def test_parts_are_checked_at_the_pace_of_their_round(engine, enter, days, checked):
    parts = Source(
        CheckedStore.REPOSITORY,
        totals=lambda: (100, 100 * _MB),
        following=lambda entry: [(str(part), _MB) for part in range(entry.files, 100)],
        check=lambda *_: Condition.SOUND,
    )
    entry = enter(days, 0, CheckedStore.REPOSITORY)
    files = list(check_round(engine, parts, entry, paced_days=90, at_least=1))
    with reading(engine) as session:
        is_open = open_round(session, CheckedStore.REPOSITORY) is not None
    assert (len(files), is_open) == (checked, checked < 100)


def test_only_places_that_are_set_have_a_schedule(engine, settings, tmp_path):
    with reading(engine) as session:
        alone = forecasts(session, settings)
        both = forecasts(session, replace(settings, masters_copy=tmp_path))
    assert [plan.store for plan in alone] == [CheckedStore.MASTERS]
    assert [plan.store for plan in both] == [CheckedStore.MASTERS, CheckedStore.COPY]
