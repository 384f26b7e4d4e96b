"""Damaged masters are healed from the backup repository."""

from pathlib import Path

import pytest

from ingest.pipeline.file_checks import FileChecks
from library.database import reading
from library.fixity.fixity_history import list_rounds
from library.fixity.healing import CopyRepository, heal
from library.storage.content_store import ContentStore
from library.storage.problems import NoSoundCopyError
from tests.library.backup.conftest import MASTER

pytestmark = pytest.mark.slow


def _damage(store, digest, content=b"tranf"):
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(content)


@pytest.fixture
def backed_up(library, back_up, settings):
    """Make a backup; return the store and the checksum of its master."""
    back_up()
    store = ContentStore(settings.masters)
    return store, next(store.digests())


def test_a_lost_master_comes_from_the_last_copy(backed_up, settings):
    store, digest = backed_up
    store.discard(digest)
    name = heal(store, digest, len(MASTER), [CopyRepository(settings)])
    assert (name, store.read(digest)) == ("kho sao lưu", MASTER)


def test_an_older_copy_heals_if_the_last_one_holds_the_damage(backed_up, settings, back_up):
    store, digest = backed_up
    _damage(store, digest, MASTER[:-1] + b"?")
    back_up()
    heal(store, digest, len(MASTER), [CopyRepository(settings)])
    assert store.read(digest) == MASTER


def test_a_master_that_no_copy_holds_stays_lost(backed_up, settings):
    store, _ = backed_up
    with pytest.raises(NoSoundCopyError, match="kho sao lưu không có bản lành"):
        heal(store, "ab" * 32, 5, [CopyRepository(settings)])


def test_a_damaged_repository_heals_nothing(backed_up, settings):
    store, digest = backed_up
    _damage(store, digest)
    for pack in Path(settings.backup_to).glob("data/*/*"):
        pack.chmod(0o600)
        pack.write_bytes(bytes(reversed(pack.read_bytes())))
    with pytest.raises(NoSoundCopyError):
        heal(store, digest, len(MASTER), [CopyRepository(settings)])
    assert store.read(digest) == b"tranf"


def test_set_aside_bytes_are_not_backed_up(backed_up, repository, back_up):
    store, digest = backed_up
    (store.folder / ".damaged").mkdir()
    (store.folder / ".damaged" / f"{digest}.1").write_bytes(b"x" * 50)
    back_up()
    latest = repository.find("latest")
    assert not any("damaged" in path for path in repository.files_below(latest.id, "masters"))


def test_the_pipeline_service_heals_in_the_background(backed_up, settings, library):
    store, digest = backed_up
    store.discard(digest)
    checks = FileChecks(settings, library)
    checks.run(1)
    checks.healer.join(60)
    assert store.read(digest) == MASTER
    with reading(library) as session:
        (entry,) = list_rounds(session, count=9)
    assert (entry.files, entry.damaged, entry.healed) == (1, 1, 1)
