"""Commands of backups: from the first set-up to one item of last week."""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from library import clock
from library.backup import history
from library.backup.models import BackupRun, RunKind, RunState
from library.catalogue import cataloguing
from library.catalogue.models import Item
from library.cli import main
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.library.backup.conftest import MASTER

pytestmark = pytest.mark.slow


@pytest.fixture
def environment(settings, library) -> dict[str, str]:
    """Settings of the command line."""
    return {
        "DIACHI_HOME": str(settings.home),
        "DIACHI_COLLECTIONS": str(settings.collections),
        "DIACHI_BACKUP_TO": settings.backup_to,
        "DIACHI_BACKUP_PASSWORD_FILE": str(settings.backup_password_file),
    }


@pytest.fixture
def diachi(environment, monkeypatch):
    """Return a function that runs the command line."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_from_the_set_up_to_one_item_of_a_copy(diachi, library, settings, tmp_path):
    settings.backup_password_file.unlink()
    assert "chép ra giấy" in diachi("backup", "init").stderr
    assert settings.backup_password_file.stat().st_mode & 0o777 == 0o600
    assert diachi("backup", "run").exit_code == 0
    copy = json.loads(diachi("backup", "list", "--json").stdout)["id"]
    with reading(library) as session:
        item_id = session.scalar(select(Item.id))
    answer = diachi("restore", copy[:8], "--to", tmp_path / "lấy", "--item", item_id)
    assert answer.exit_code == 0, answer.stderr
    folder = tmp_path / "lấy" / item_id
    rows = json.loads((folder / "rows.json").read_text())
    assert rows["item"][0]["title"] == "Chợ Kỳ Lừa"
    assert (folder / "page-0001.txt").read_text().startswith("Chợ họp")
    assert (folder / "masters" / "quyển 1.pdf").read_bytes() == MASTER
    assert [path.name for path in (tmp_path / "lấy").iterdir()] == [item_id]


def test_an_item_of_a_copy_goes_back_into_the_running_library(
    diachi, library, repository, settings
):
    diachi("backup", "run")
    with work(library) as session:
        item = session.scalar(select(Item))
        cataloguing.describe(session, item, {"title": "Sửa nhầm"}, "lan")
        store = ContentStore(settings.masters)
        store.discard(next(store.digests()))
    shown = diachi("restore", "latest", "--item", item.id)
    assert (shown.exit_code, "“Sửa nhầm” → “Chợ Kỳ Lừa”" in shown.stderr) == (1, True)
    answer = diachi("restore", "latest", "--item", item.id, "--yes")
    assert answer.exit_code == 0, answer.stderr
    assert "chép lại 1 tệp gốc" in answer.stderr
    with reading(library) as session:
        assert session.scalar(select(Item.title)) == "Chợ Kỳ Lừa"
    assert store.is_sound(next(store.digests()))
    assert "không có gì để làm" in diachi("restore", "latest", "--item", item.id).stderr
    (former_version,) = (settings.home / "put-back").iterdir()
    assert diachi("restore", former_version, "--yes").exit_code == 0
    with reading(library) as session:
        assert session.scalar(select(Item.title)) == "Sửa nhầm"


def test_a_library_is_not_restored_over_the_running_one(diachi, repository):
    diachi("backup", "run")
    answer = diachi("restore", "latest")
    assert (answer.exit_code, "--to THƯ-MỤC" in answer.stderr) == (1, True)


def test_an_item_that_is_not_in_the_copy_is_reported(diachi, repository, tmp_path):
    diachi("backup", "run")
    answer = diachi("restore", "latest", "--to", tmp_path / "lấy", "--item", "0")
    assert (answer.exit_code, "không có tài liệu “0”" in answer.stderr) == (1, True)


def test_a_killed_backup_leaves_the_repository_usable(
    environment, diachi, library, repository, settings
):
    command = [sys.executable, "-m", "library", "backup", "run"]
    with subprocess.Popen(command, env={**os.environ, **environment}) as process:
        while not (settings.home / "tmp" / "backup").exists() and process.poll() is None:
            pass
        process.send_signal(signal.SIGKILL)
    assert diachi("backup", "run").exit_code == 0
    assert not (settings.home / "tmp" / "backup").exists()
    with reading(library) as session:
        states = [run.state for run in history.runs(session, RunKind.COPY, 9)]
    assert states == [RunState.DONE, RunState.FAILED]


def test_all_locks_are_removed_only_on_purpose(diachi, repository):
    assert diachi("backup", "unlock").exit_code == 1
    assert diachi("backup", "unlock", "--yes").exit_code == 0


def test_a_check_is_entered_in_the_history(diachi, repository, library):
    diachi("backup", "run")
    assert diachi("backup", "check", "--all").exit_code == 0
    assert diachi("backup", "prune").exit_code == 0
    with reading(library) as session:
        run = session.scalar(select(BackupRun).where(BackupRun.kind == RunKind.CHECK))
    assert run.message == "Kho sao lưu nguyên vẹn (toàn bộ nội dung)."


def test_copies_of_earlier_versions_are_removed_once_there_is_a_newer_one(
    diachi, repository, settings, monkeypatch
):
    upgrade_copy = settings.home / "upgrades" / "20250101-120000-000000-0096"
    upgrade_copy.mkdir(parents=True)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(days=9))
    assert diachi("backup", "run").exit_code == 0
    monkeypatch.setattr(clock, "now", lambda: now)
    day = now.astimezone(clock.HANOI).date()
    refusal = diachi("backup", "prune", "--before", day, "--yes")
    assert (refusal.exit_code, "chưa có bản sao đầy đủ" in refusal.stderr) == (1, True)
    assert diachi("backup", "run", "--database-only").exit_code == 0
    assert diachi("backup", "prune", "--before", day, "--yes").exit_code == 1
    assert diachi("backup", "run").exit_code == 0
    preview = diachi("backup", "prune", "--before", day)
    assert (preview.exit_code, "1 bản trong kho, 1 bản trước nâng cấp" in preview.stderr) == (
        1,
        True,
    )
    assert (len(repository.copies()), upgrade_copy.exists()) == (3, True)
    assert diachi("backup", "prune", "--before", day, "--yes").exit_code == 0
    assert (len(repository.copies()), upgrade_copy.exists()) == (2, False)


def test_a_restore_says_which_hour_is_lost(diachi, repository, tmp_path):
    diachi("backup", "run")
    hour = repository.copies()[-1].made.astimezone(clock.HANOI)
    answer = diachi("restore", "latest", "--to", tmp_path / "lấy")
    assert f"từ {hour:%H}:00 đến {hour:%H:%M ngày %d/%m/%Y} không khôi phục" in answer.stderr
