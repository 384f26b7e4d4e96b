"""Every master is checked in turn, and damage is reported until it is repaired."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from library import clock
from library.accessions import fixity_schedule
from library.cli import main
from library.database import reading, work
from library.doctor import CONDITIONS
from library.fixity.master_checks import check_masters, damaged_masters
from library.monitoring.conditions import run_all
from library.staff import audit_log
from library.storage.content_store import ContentStore
from library.storage.fixity import record_check
from library.storage.models import Condition
from tests.makers import make_accession, make_environment

_AGES = (100, 300, 10)


@pytest.fixture
def store(settings):
    """Return the master store."""
    return ContentStore(settings.masters)


@pytest.fixture
def digests(engine, store):
    """Enter three deliveries of one file, received some days ago."""
    master_digests = [store.put(f"quyển {days}".encode()) for days in _AGES]
    with work(engine) as session:
        for digest, days in zip(master_digests, _AGES, strict=True):
            received = clock.now() - timedelta(days=days)
            accession = make_accession(session, f"quyển {days}.pdf", digest, received=received)
            accession.files[0].digest = digest
    return master_digests


@pytest.fixture
def diachi(settings):
    """Return a function that runs the command."""

    def run(*typed):
        return CliRunner(env=make_environment(settings.home)).invoke(main, typed)

    return run


def _damage(store, digest):
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(b"?")


@pytest.mark.parametrize(("days", "count"), [(90, 2), (5, 3)])
def test_masters_are_due_some_days_after_their_receipt(engine, digests, days, count):
    with reading(engine) as session:
        due = fixity_schedule.due(session, clock.now() - timedelta(days=days))
    assert due == set(digests[:count])


def test_a_checked_master_is_not_due_again_before_its_days(settings, engine, digests):
    list(check_masters(settings, engine, digests))
    with reading(engine) as session:
        assert fixity_schedule.due(session, clock.now() - timedelta(days=90)) == set()


def test_damage_is_reported_with_name_and_remedy(settings, engine, store, digests):
    _damage(store, digests[0])
    list(check_masters(settings, engine, digests))
    with reading(engine) as session:
        (damage,) = fixity_schedule.damages(session)
    assert (damage.name, damage.condition) == ("quyển 100.pdf", Condition.DAMAGED)
    assert f"masters/{digests[0][:2]}/{digests[0]} từ bản sao lưu" in damage.sentence


def test_the_doctor_reports_damage(settings, engine, digests):
    with work(engine) as session:
        record_check(session, digests[0], Condition.MISSING)
    result = {check.name: check for check in run_all(CONDITIONS, settings)}["tệp gốc"]
    assert (result.ok, "không còn trên đĩa" in result.advice) == (False, True)


def test_the_command_checks_due_masters(engine, digests, diachi):
    answer = diachi("fixity", "check", "--json")
    result = json.loads(answer.stdout)
    assert (answer.exit_code, result["checked"], result["sound"]) == (0, 2, 2)


def test_the_command_checks_all_masters_on_request(digests, diachi):
    assert json.loads(diachi("fixity", "check", "--all", "--json").stdout)["checked"] == 3


def test_a_repaired_master_is_checked_again_and_cleared(store, digests, diachi):
    _damage(store, digests[2])
    first = diachi("fixity", "check", "--all")
    store.discard(digests[2])
    store.put(b"quy\xe1\xbb\x83n 10")
    second = diachi("fixity", "check")
    assert (first.exit_code, second.exit_code) == (1, 0)
    assert "Đã kiểm tra 1 tệp gốc: 1 nguyên vẹn, 0 hỏng." in second.stdout


def test_the_report_counts_unchecked_masters(engine, digests, diachi):
    with work(engine) as session:
        record_check(session, digests[0], Condition.DAMAGED)
    answer = diachi("fixity", "report")
    assert answer.exit_code == 1
    assert "3 tệp gốc; 2 tệp chưa kiểm tra lại lần nào" in answer.stdout


def test_a_master_of_two_deliveries_is_counted_once(engine, digests, diachi):
    with work(engine) as session:
        make_accession(session, "quyển 100 lần nữa.pdf").files[0].digest = digests[0]
        record_check(session, digests[0], Condition.DAMAGED)
    assert "1 tệp hỏng" in diachi("fixity", "report").stdout


def _audit_lines(engine, number):
    """Return the audit log of a delivery."""
    with reading(engine) as session:
        return [(line.action, line.detail) for line in audit_log.lines_of_subject(session, number)]


@pytest.fixture
def with_copy(settings, store, digests, tmp_path):
    """Return settings with a copy of the master store."""
    copy = tmp_path / "sao lưu" / "masters"
    shutil.copytree(store.folder, copy)
    return replace(settings, masters_copy=copy)


@pytest.mark.parametrize("lost", [False, True], ids=["damaged", "missing"])
def test_damaged_and_missing_masters_are_restored_from_the_copy(
    with_copy, engine, store, digests, lost
):
    store.discard(digests[0]) if lost else _damage(store, digests[0])
    assert dict(check_masters(with_copy, engine, digests[:1])) == {digests[0]: Condition.SOUND}
    assert store.is_sound(digests[0])
    assert store.path(digests[0]).stat().st_mode & 0o222 == 0


def test_a_damaged_copy_restores_nothing(with_copy, engine, store, digests):
    _damage(store, digests[0])
    _damage(ContentStore(with_copy.masters_copy), digests[0])
    assert dict(check_masters(with_copy, engine, digests[:1])) == {digests[0]: Condition.DAMAGED}


def test_a_missing_copy_is_ignored(settings, engine, store, digests, tmp_path):
    _damage(store, digests[0])
    away = replace(settings, masters_copy=tmp_path / "ổ đĩa chưa gắn")
    assert dict(check_masters(away, engine, digests[:1])) == {digests[0]: Condition.DAMAGED}


def test_the_audit_log_records_damage_once_and_its_end(settings, engine, store, digests):
    _damage(store, digests[0])
    list(check_masters(settings, engine, digests[:1] * 2))
    store.put(b"quy\xe1\xbb\x83n 100")
    list(check_masters(settings, engine, digests[:1] * 2))
    expected = [("master.damaged", "quyển 100.pdf"), ("master.sound", "quyển 100.pdf")]
    assert _audit_lines(engine, "2026-00001") == expected


def test_the_audit_log_records_repairs(with_copy, engine, store, digests):
    _damage(store, digests[0])
    list(check_masters(with_copy, engine, digests[:1]))
    actions = [action for action, _ in _audit_lines(engine, "2026-00001")]
    assert actions == ["master.damaged", "master.mended"]


def test_a_damaged_master_is_due_again_after_an_hour(settings, engine, digests, monkeypatch):
    with work(engine) as session:
        record_check(session, digests[2], Condition.DAMAGED)
    moment = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: moment)
    with reading(engine) as session:
        assert damaged_masters(session, 1) == (digests[2],)
