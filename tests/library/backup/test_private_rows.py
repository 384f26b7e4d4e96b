"""A thief of a copy finds neither the salt of a day nor the keys of visits in its bytes."""

import sqlite3
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select, text

from library import clock
from library.backup import clean_copies, database_copies, database_copy, history, restore
from library.backup.database_copy import PRIVATE_TABLES, copied
from library.backup.manifest import describe
from library.backup.models import RunKind
from library.backup.problems import BackupBusyError
from library.backup.repository import Repository
from library.database import disposed_of, open_database, reading, work
from library.upgrades import copies
from points.item_use import Visitor, record
from points.usage.models import ItemUse, VisitSalt
from points.usage.rollups import per_item
from points.usage.rollups.models import UseDay
from points.use_kind import UseKind
from tests.makers import make_database, make_settings


@pytest.fixture
def secrets():
    """Return the list of salts and keys that no copy may hold."""
    return []


@pytest.fixture
def read_by(secrets):
    """Return a function that records a reader's uses and collects their salts and keys."""

    def use(engine, address):
        with work(engine) as session:
            for number in range(40):
                visitor = Visitor(f"{address}.{number}", "Firefox")
                record(session, UseKind.REQUEST, visitor, clock.now(), item_id="0fje3x8k2m4q")
        with reading(engine) as session:
            secrets.extend(salt.salt for salt in session.scalars(select(VisitSalt)))
            keys = session.scalars(select(ItemUse.reader_session))
            secrets.extend(key.encode() for key in keys)

    return use


@pytest.fixture
def small(tmp_path):
    """A library without documents."""
    engine = make_database(make_settings(tmp_path / "nhà"))
    yield engine
    engine.dispose()


def _leaks(secrets, folder):
    """Return the secrets that stand in the bytes of the files of a folder."""
    assert secrets
    contents = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert contents
    return [secret for secret in secrets if any(secret in content for content in contents)]


def _copy(engine, folder):
    folder.mkdir()
    with copied(engine, folder) as connection:
        describe(connection)


def test_a_copy_holds_neither_salts_nor_keys(small, secrets, read_by, tmp_path):
    read_by(small, "10.0.0")
    _copy(small, tmp_path / "bản sao")
    assert _leaks(secrets, tmp_path / "bản sao") == []


def test_nor_does_it_hold_those_of_days_that_are_over(small, secrets, read_by, tmp_path):
    read_by(small, "10.0.0")
    with work(small) as session:
        today = clock.today()
        per_item.count(session, today, clock.now() + timedelta(days=2))
        session.query(VisitSalt).delete()
    read_by(small, "10.0.1")
    _copy(small, tmp_path / "bản sao")
    assert _leaks(secrets, tmp_path / "bản sao") == []


@pytest.mark.sqlite("the free pages of its file")
def test_pages_that_an_earlier_version_freed_are_overwritten(small, secrets, read_by, tmp_path):
    for number in range(20):
        read_by(small, f"10.0.{number}")
    small.dispose()
    with sqlite3.connect(small.url.database) as old:
        old.execute("PRAGMA secure_delete=OFF")
        for table in PRIVATE_TABLES:
            old.execute(f"DELETE FROM {table}")  # noqa: S608
    old.close()
    _copy(small, tmp_path / "bản sao")
    assert _leaks(secrets, tmp_path / "bản sao") == []


def test_totals_of_the_day_are_in_a_copy_and_the_schema_too(small, read_by, tmp_path):
    read_by(small, "10.0.0")
    with work(small) as session:
        per_item.count(session, clock.today(), clock.now())
    _copy(small, tmp_path / "bản sao")
    copy = database_copy.copied_database(tmp_path / "bản sao")
    with (
        database_copy.opened_copy(copy, small.url.render_as_string(hide_password=False)) as url,
        disposed_of(open_database(url)) as engine,
        reading(engine) as session,
    ):
        assert session.scalars(select(UseDay.total_requests)).all() == [40]
        assert session.scalars(select(ItemUse)).all() == []


@pytest.mark.sqlite("a file")
def test_a_copy_made_before_an_upgrade_is_cleaned(settings, secrets, read_by):
    engine = make_database(settings)
    read_by(engine, "10.0.0")
    with copies.only_upgrade(settings):
        copies.make(settings, engine, "1", "2")
    (database,) = clean_copies.upgrade_copies(settings)
    assert _leaks(secrets, database.parent) == []
    with sqlite3.connect(engine.url.database) as live, sqlite3.connect(database) as old:
        live.backup(old)
    old.close()
    live.close()
    assert _leaks(secrets, database.parent)
    assert clean_copies.clean_upgrade_copies(settings) == 1
    assert _leaks(secrets, database.parent) == []
    engine.dispose()


@pytest.mark.postgresql("its log")
def test_on_postgresql_they_are_not_in_the_log(small):
    with small.connect() as connection:
        query = text("SELECT relname, relpersistence FROM pg_class WHERE relname IN :names")
        names = bindparam("names", list(PRIVATE_TABLES), expanding=True)
        kinds = connection.execute(query.bindparams(names))
        assert {kind for _, kind in kinds} == {"u"}


@pytest.fixture
def old_copy(library, settings, repository, back_up, secrets, read_by, monkeypatch):
    """Return a function that makes a copy as earlier versions did, full or of the database."""

    def make(*, database_only=False):
        read_by(library, "10.0.0")
        with monkeypatch.context() as earlier:
            earlier.setattr(database_copy, "_remove_private_rows", lambda _file: None)
            earlier.setattr("library.backup.repository._NO_USES_TAG", "diachi-earlier")
            copy_id = (
                database_copies.back_up_database(settings, library).copy_id
                if database_only
                else back_up().copy_id
            )
        return repository.find(copy_id)

    return make


@pytest.fixture
def clean(settings, library):
    """Return a function that cleans all copies and returns what it reported."""

    def run():
        sentences = []
        clean_copies.clean(settings, library, lambda _share: None, sentences.append)
        return " ".join(sentences)

    return run


def _blobs(settings):
    """Return the content of all blobs of the repository, with those that no copy has."""
    place = ("--repo", settings.backup_to, "--password-file", settings.backup_password_file)

    def restic(*words):
        command = ("restic", "--no-cache", *place, *words)
        return subprocess.run(command, check=True, capture_output=True).stdout

    names = [line.split() for line in restic("list", "blobs").decode().splitlines()]
    return [restic("cat", "blob", name) for kind, name in names if kind == "data"]


@pytest.mark.slow
@pytest.mark.sqlite("its file is put into an old copy")
def test_old_copies_of_the_repository_are_cleaned(
    old_copy, clean, settings, repository, secrets, tmp_path
):
    old = old_copy()
    restore.restore_copy(repository, old, tmp_path / "trước")
    assert old.has_uses
    assert _leaks(secrets, tmp_path / "trước")
    assert "1 bản sao đầy đủ" in clean_copies.preview(settings)
    assert "Xong" in clean()
    (new,) = repository.copies()
    assert (new.has_uses, new.made, new.id != old.id) == (False, old.made, True)
    restored = restore.restore_copy(repository, new, tmp_path / "sau")
    assert restored.masters == 1
    assert _leaks(secrets, tmp_path / "sau") == []


@pytest.mark.slow
@pytest.mark.sqlite("its file is put into an old copy")
def test_removed_rows_are_in_no_blob_of_the_repository(old_copy, back_up, clean, settings, secrets):
    old_copy()
    back_up()
    assert any(secret in blob for blob in _blobs(settings) for secret in secrets)
    clean()
    assert not any(secret in blob for blob in _blobs(settings) for secret in secrets)


@pytest.mark.slow
@pytest.mark.sqlite("its file is put into an old copy")
def test_a_copy_with_the_last_good_master_stays(old_copy, clean, settings, repository):
    old = old_copy()
    (master,) = (path for path in settings.masters.rglob("*") if path.is_file())
    master.chmod(0o600)
    master.write_bytes(b"rotten")
    assert f"Bản {old.id[:8]} để nguyên" in clean()
    assert repository.copies() == (old,)


@pytest.mark.slow
@pytest.mark.sqlite("its file is put into an old copy")
def test_an_unusable_copy_stays(old_copy, clean, settings, repository, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(database_copy, "SQLITE_COPY", "khác.sqlite")
        old = old_copy()
    assert f"Bản {old.id[:8]} để nguyên" in clean()
    assert repository.copies() == (old,)


@pytest.mark.slow
@pytest.mark.sqlite("its file is put into an old copy")
def test_the_newest_state_of_the_database_outlives_its_old_copies(old_copy, clean, repository):
    full, last = old_copy(), old_copy(database_only=True)
    clean()
    kinds = [(copy.database_only, copy.has_uses) for copy in repository.copies()]
    assert kinds == [(False, False), (True, False)]
    assert {full.id, last.id}.isdisjoint(copy.id for copy in repository.copies())


@pytest.mark.slow
@pytest.mark.sqlite("its file is put into an old copy")
def test_a_killed_cleaning_is_finished_by_the_next_one(old_copy, clean, repository, monkeypatch):
    old = old_copy()

    def killed(_repository, _copy_id):
        raise KeyboardInterrupt

    with monkeypatch.context() as power_cut:
        power_cut.setattr(Repository, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            clean()
    assert len(repository.copies()) == 2
    assert "Xong" in clean()
    (new,) = repository.copies()
    assert (new.has_uses, new.made) == (False, old.made)


def test_copies_are_not_cleaned_during_a_backup(settings, library, clean):
    with history.only_run(settings, RunKind.COPY), pytest.raises(BackupBusyError):
        clean()
