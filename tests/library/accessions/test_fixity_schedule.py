"""Every master has its turn, and what is damaged is told until it is whole again."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from library import clock
from library.accessions import fixity_schedule
from library.accessions.fixity_check import inspect, waiting
from library.cli import main
from library.database import reading, work
from library.doctor import checks
from library.staff import audit_log
from library.storage.content_store import ContentStore
from library.storage.fixity import note
from library.storage.models import Condition
from tests.makers import make_accession

_AGES = (100, 300, 10)


@pytest.fixture
def store(settings):
    """Give the strong-room."""
    return ContentStore(settings.masters)


@pytest.fixture
def digests(engine, store):
    """Enter three deliveries of one file, received some days ago."""
    kept = [store.put(f"quyển {days}".encode()) for days in _AGES]
    with work(engine) as session:
        for digest, days in zip(kept, _AGES, strict=True):
            received = clock.now() - timedelta(days=days)
            accession = make_accession(session, f"quyển {days}.pdf", digest, received=received)
            accession.files[0].digest = digest
    return kept


@pytest.fixture
def diachi(settings):
    """Give the command."""

    def run(*typed):
        return CliRunner(env={"DIACHI_HOME": str(settings.home)}).invoke(main, typed)

    return run


def _spoil(store, digest):
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(b"?")


def test_what_waits_longest_comes_first(settings, engine, digests):
    with reading(engine) as session:
        assert waiting(session, settings, 10) == (digests[1], digests[0])


def test_so_many_and_no_more(settings, engine, digests):
    with reading(engine) as session:
        assert waiting(session, settings, 1) == (digests[1],)


def test_the_days_are_a_setting(settings, engine, digests):
    with reading(engine) as session:
        assert len(waiting(session, replace(settings, fixity_days=5), 10)) == 3


def test_what_was_looked_at_waits_again_only_after_its_days(settings, engine, digests):
    list(inspect(settings, engine, digests))
    with reading(engine) as session:
        assert waiting(session, settings, 10) == ()


def test_damage_is_told_with_the_name_and_what_to_do(settings, engine, store, digests):
    _spoil(store, digests[0])
    list(inspect(settings, engine, digests))
    with reading(engine) as session:
        (damage,) = fixity_schedule.damages(session)
    assert (damage.name, damage.condition) == ("quyển 100.pdf", Condition.DAMAGED)
    assert f"masters/{digests[0][:2]}/{digests[0]} từ bản sao lưu" in damage.sentence


def test_the_doctor_tells_of_damage(settings, engine, digests):
    with work(engine) as session:
        note(session, digests[0], Condition.MISSING)
    told = {check.name: check for check in checks(settings)}["tệp gốc"]
    assert (told.ok, "không còn trên đĩa" in told.advice) == (False, True)


def test_the_command_looks_at_what_is_due(engine, digests, diachi):
    answer = diachi("fixity", "check", "--json")
    assert (answer.exit_code, json.loads(answer.stdout)) == (0, {"checked": 2, "sound": 2})


def test_the_command_looks_at_everything_when_told(digests, diachi):
    assert json.loads(diachi("fixity", "check", "--all", "--json").stdout)["checked"] == 3


def test_what_was_damaged_is_looked_at_again_and_cleared(store, digests, diachi):
    _spoil(store, digests[2])
    first = diachi("fixity", "check", "--all")
    store.discard(digests[2])
    store.put(b"quy\xe1\xbb\x83n 10")
    second = diachi("fixity", "check")
    assert (first.exit_code, second.exit_code) == (1, 0)
    assert "Đã kiểm tra 1 tệp gốc: 1 nguyên vẹn, 0 hỏng." in second.stdout


def test_the_report_says_how_far_it_got(engine, digests, diachi):
    with work(engine) as session:
        note(session, digests[0], Condition.DAMAGED)
    answer = diachi("fixity", "report")
    assert answer.exit_code == 1
    assert "3 tệp gốc; 2 tệp chưa kiểm tra lại lần nào" in answer.stdout


def test_a_master_of_two_deliveries_is_counted_once(engine, digests, diachi):
    with work(engine) as session:
        make_accession(session, "quyển 100 lần nữa.pdf").files[0].digest = digests[0]
        note(session, digests[0], Condition.DAMAGED)
    assert "1 tệp hỏng" in diachi("fixity", "report").stdout


def _acts(engine, number):
    """Return what stands in the trail about a delivery."""
    with reading(engine) as session:
        return [(line.action, line.detail) for line in audit_log.of_subject(session, number)]


@pytest.fixture
def with_copy(settings, store, digests, tmp_path):
    """Give the settings of a house that has a copy of its masters."""
    copy = tmp_path / "sao lưu" / "masters"
    shutil.copytree(store.folder, copy)
    return replace(settings, masters_copy=copy)


@pytest.mark.parametrize("lost", [False, True], ids=["damaged", "missing"])
def test_what_is_not_whole_is_mended_from_the_copy(with_copy, engine, store, digests, lost):
    store.discard(digests[0]) if lost else _spoil(store, digests[0])
    assert dict(inspect(with_copy, engine, digests[:1])) == {digests[0]: Condition.SOUND}
    assert store.is_sound(digests[0])
    assert store.path(digests[0]).stat().st_mode & 0o222 == 0


def test_a_copy_that_is_damaged_too_mends_nothing(with_copy, engine, store, digests):
    _spoil(store, digests[0])
    _spoil(ContentStore(with_copy.masters_copy), digests[0])
    assert dict(inspect(with_copy, engine, digests[:1])) == {digests[0]: Condition.DAMAGED}


def test_a_copy_that_is_not_there_is_no_trouble(settings, engine, store, digests, tmp_path):
    _spoil(store, digests[0])
    away = replace(settings, masters_copy=tmp_path / "ổ đĩa chưa gắn")
    assert dict(inspect(away, engine, digests[:1])) == {digests[0]: Condition.DAMAGED}


def test_the_history_tells_of_damage_once_and_of_its_end(settings, engine, store, digests):
    _spoil(store, digests[0])
    list(inspect(settings, engine, digests[:1] * 2))
    store.put(b"quy\xe1\xbb\x83n 100")
    list(inspect(settings, engine, digests[:1] * 2))
    told = [("master.damaged", "quyển 100.pdf"), ("master.sound", "quyển 100.pdf")]
    assert _acts(engine, "2026-00001") == told


def test_the_history_tells_of_what_was_mended(with_copy, engine, store, digests):
    _spoil(store, digests[0])
    list(inspect(with_copy, engine, digests[:1]))
    acts = [act for act, _ in _acts(engine, "2026-00001")]
    assert acts == ["master.damaged", "master.mended"]


def test_what_is_damaged_is_looked_at_again_after_an_hour(settings, engine, digests, monkeypatch):
    with work(engine) as session:
        note(session, digests[2], Condition.DAMAGED)
    moment = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: moment)
    with reading(engine) as session:
        assert waiting(session, settings, 1) == (digests[2],)
