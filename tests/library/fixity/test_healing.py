"""A damaged master is replaced by a sound copy only, in one step, and its bytes are set aside."""

import errno
import os
import shutil
from dataclasses import dataclass, replace

import pytest

from library.database import reading, work
from library.fixity.fixity_history import HistoryFilter, findings, master_history
from library.fixity.healing import CopyFolder, copy_repository, heal
from library.fixity.master_checks import check_masters
from library.storage.content_store import ContentStore
from library.storage.models import CheckedStore, Condition, Finding
from library.storage.problems import NoSoundCopyError
from tests.makers import make_accession

_CONTENT = b"trang"


@dataclass(frozen=True, slots=True)
class _Broken:
    """A place that fails while it is read."""

    code: int
    name: str = "kho"

    def opened(self, digest, size):
        raise OSError(self.code, os.strerror(self.code))
        yield


@pytest.fixture
def store(settings):
    """Return the master store."""
    return ContentStore(settings.masters)


@pytest.fixture
def digest(store, engine):
    """Register a delivery of one master, and return its checksum."""
    digest = store.put(_CONTENT)
    with work(engine) as session:
        file = make_accession(session, "báo.pdf").files[0]
        file.digest, file.bytes = digest, len(_CONTENT)
    return digest


@pytest.fixture
def copies(store, digest, tmp_path):
    """Return a folder with copies of all masters."""
    return CopyFolder(shutil.copytree(store.folder, tmp_path / "bản sao"))


def _damage(store, digest, content=b"tranf"):
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(content)


def _set_aside(store):
    return [path.read_bytes() for path in store.set_aside_folder.glob("*")]


def _finding_lines(engine):
    with reading(engine) as session:
        return [
            (line.finding, line.detail)
            for line in reversed(findings(session, HistoryFilter(), first=0, count=9))
        ]


def test_damaged_bytes_are_set_aside(store, digest, copies):
    _damage(store, digest)
    assert heal(store, digest, 5, [copies]) == "thư mục bản sao"
    assert (store.read(digest), _set_aside(store)) == (_CONTENT, [b"tranf"])


def test_damaged_bytes_are_kept_for_a_month(store, digest, copies, monkeypatch):
    _damage(store, digest)
    heal(store, digest, 5, [copies])
    store.clear_unfinished()
    assert len(_set_aside(store)) == 1
    monkeypatch.setattr("library.storage.content_store.SET_ASIDE_SECONDS", -1)
    store.clear_unfinished()
    assert _set_aside(store) == []


def test_a_sound_master_is_never_replaced(store, digest, copies):
    inode = store.path(digest).stat().st_ino
    heal(store, digest, 5, [copies])
    assert (store.path(digest).stat().st_ino, _set_aside(store)) == (inode, [])


def test_a_process_killed_before_the_replacement_is_repeated(store, digest, copies):
    _damage(store, digest)
    store._set_aside(digest)  # the last step before the replacement
    heal(store, digest, 5, [copies])
    assert (store.read(digest), _set_aside(store)) == (_CONTENT, [b"tranf"])


def test_a_disk_without_links_sets_damaged_bytes_aside_too(store, digest, copies, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EPERM, "no links")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    _damage(store, digest)
    heal(store, digest, 5, [copies])
    assert (store.read(digest), _set_aside(store)) == (_CONTENT, [b"tranf"])


@pytest.mark.parametrize(
    ("code", "reason"), [(errno.ENOSPC, "Đĩa của máy chủ đã đầy"), (errno.EIO, "Input/output")]
)
def test_a_failure_leaves_the_damaged_master_and_says_why(store, digest, code, reason):
    _damage(store, digest)
    with pytest.raises(NoSoundCopyError, match=reason):
        heal(store, digest, 5, [_Broken(code)])
    assert store.read(digest) == b"tranf"
    assert list((store.folder / ".unfinished").glob("*")) == []


def test_the_next_place_is_asked_when_the_first_has_no_sound_copy(store, digest, copies, tmp_path):
    _damage(store, digest)
    empty = CopyFolder(tmp_path, "thư mục trống")
    assert heal(store, digest, 5, [empty, _Broken(errno.EIO), copies]) == "thư mục bản sao"


def test_damage_without_a_copy_is_entered_once_with_its_reason(settings, engine, store, digest):
    _damage(store, digest)
    list(check_masters(settings, engine, (digest, digest)))
    reason = "Không tự chữa được: chưa đặt nơi nào có bản sao."
    expected = [(Finding.DAMAGED, ""), (Finding.NOT_HEALED, reason)]
    assert _finding_lines(engine) == expected


def test_healing_is_entered_with_its_source(settings, engine, store, digest, copies):
    store.discard(digest)
    (result,) = check_masters(replace(settings, masters_copy=copies.folder), engine, (digest,))
    assert result == (digest, Condition.SOUND)
    expected = [(Finding.MISSING, ""), (Finding.HEALED, "thư mục bản sao")]
    assert _finding_lines(engine) == expected
    with reading(engine) as session:
        history_of_master = master_history(session, digest)
    assert history_of_master.last_check.condition is Condition.SOUND
    assert [line.store for line in history_of_master.findings] == [CheckedStore.MASTERS] * 2


def test_a_failure_is_not_entered_before_the_repository_was_asked(settings, engine, store, digest):
    store.discard(digest)
    list(check_masters(replace(settings, backup_to="/kho"), engine, (digest,)))
    assert _finding_lines(engine) == [(Finding.MISSING, "")]


def test_a_repository_that_cannot_be_opened_is_named(settings, engine, store, digest, tmp_path):
    store.discard(digest)
    unreadable = replace(settings, backup_to="/kho", backup_password_file=tmp_path / "không có")
    list(check_masters(unreadable, engine, (digest,), copy_repository(unreadable)))
    (_, (finding, detail)) = _finding_lines(engine)
    assert finding is Finding.NOT_HEALED
    assert "kho sao lưu: Không dùng được tệp mật khẩu" in detail
