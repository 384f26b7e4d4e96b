"""A copy holds everything that cannot be made again, and says so when it does not."""

import io
import random
import sqlite3
from contextlib import closing

import pytest

from library.backup import history, restore
from library.backup.database_copy import copied_database
from library.backup.manifest import describe, differences
from library.backup.models import RunKind
from library.database import open_database, reading, work
from library.storage.content_store import ContentStore
from tests.library.backup.conftest import MASTER
from tests.makers import make_item

pytestmark = pytest.mark.slow


@pytest.fixture
def restored(repository, back_up, tmp_path):
    """Make a copy, and restore it."""
    back_up()
    folder = tmp_path / "khôi phục"
    return folder, restore.restore_copy(repository, repository.find("latest"), folder)


@pytest.mark.sqlite("its file is opened")
def test_a_restored_database_equals_the_copied_one(restored):
    folder, copied = restored
    engine = open_database(f"sqlite:///{folder / 'diachi.sqlite'}")
    with engine.connect() as connection:
        assert list(differences(copied, describe(connection))) == []
    engine.dispose()


def test_masters_and_collections_are_restored(restored):
    folder, copied = restored
    (digest,) = ContentStore(folder / "masters").digests()
    assert ContentStore(folder / "masters").read(digest) == MASTER
    assert (folder / "collections" / "dia-chi" / "profile.toml").is_file()
    assert copied.masters == 1


def test_settings_and_the_secret_keys_are_restored(settings, back_up, repository, tmp_path):
    settings.settings_file.write_text("DIACHI_HTTPS=1\n")
    (settings.home / "secret_key").write_text("khoá")
    (settings.home / "secret_key").chmod(0o600)
    settings.province_key_file.parent.mkdir()
    settings.province_key_file.write_text("khoá ký gói")
    back_up()
    folder = tmp_path / "khôi phục"
    restore.restore_copy(repository, repository.find("latest"), folder)
    assert (folder / "diachi.conf").read_text() == "DIACHI_HTTPS=1\n"
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (folder / "kit" / "province.key").read_text() == "khoá ký gói"
    assert folder.stat().st_mode & 0o077 == 0


def test_only_what_is_new_is_stored_again(settings, back_up):
    large = io.BytesIO(random.Random(2).randbytes(4_000_000))  # the database is stored in pieces
    ContentStore(settings.masters).put_stream(large)
    first, second = back_up(), back_up()
    assert second.added_bytes < first.added_bytes / 2
    assert second.files == first.files


@pytest.mark.sqlite("its file is read")
def test_writing_goes_on_while_the_database_is_copied(library, back_up, settings):
    with closing(sqlite3.connect(settings.home / "diachi.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM item").fetchall()
        with work(library) as session:
            make_item(session, "Sau khi chép")
        assert back_up().passed


def test_a_copy_without_one_of_the_masters_is_not_complete(settings, library, back_up):
    store = ContentStore(settings.masters)
    for digest in store.digests():
        store.discard(digest)
    result = back_up()
    assert (result.passed, "thiếu 1 tệp gốc" in result.message) == (False, True)
    with reading(library) as session:
        assert history.last_passed(session, RunKind.COPY) is None


def test_a_copy_is_not_restored_over_other_files(repository, back_up, tmp_path):
    back_up()
    (tmp_path / "có người").mkdir()
    (tmp_path / "có người" / "thư.txt").write_text("!")
    with pytest.raises(restore.FolderNotEmptyError):
        restore.restore_copy(repository, repository.find("latest"), tmp_path / "có người")


def test_an_interrupted_restore_is_taken_up_again(repository, back_up, tmp_path):
    back_up()
    folder = tmp_path / "khôi phục"
    restore.claim(folder)
    (folder / "masters").mkdir()
    restore.restore_copy(repository, repository.find("latest"), folder)
    assert copied_database(folder) is not None
    assert not (folder / ".restoring").exists()
