"""Backups of a library whose masters are in a bucket hold them, or say that they do not."""

import io
from dataclasses import replace

import pytest

from library.backup import drill, make_copy
from library.backup.repository import LATEST, open_repository
from library.backup.restore import restore_copy
from library.database import work
from library.fixity.master_checks import check_masters
from library.storage.content_store import ContentStore
from library.storage.models import Condition
from library.storage.stores import master_store
from tests.library.backup.conftest import MASTER
from tests.makers import make_accession, make_database, make_settings
from tests.object_stores import bucket_variables

pytestmark = pytest.mark.scale


@pytest.fixture
def settings(settings):
    """Return the settings of a library whose files are in a bucket."""
    chosen = {name: str(getattr(settings, name)) for name in _SHARED}
    return make_settings(settings.home, **chosen, **bucket_variables())


_SHARED = ("collections", "backup_to", "backup_password_file", "settings_file")


@pytest.fixture
def library(settings):
    """Return a library with one master in the bucket."""
    engine = make_database(settings)
    with work(engine) as session:
        delivery = make_accession(session)
        digest = master_store(settings).put_stream(io.BytesIO(MASTER))
        delivery.files[0].digest, delivery.files[0].bytes = digest, len(MASTER)
    yield engine
    engine.dispose()


def _back_up(settings, library):
    return make_copy.back_up(settings, library, lambda share: None)


def test_a_copy_without_the_masters_says_where_they_are(settings, library, repository):
    result = _back_up(settings, library)
    assert result.passed
    assert "Tệp gốc KHÔNG nằm trong bản sao này" in result.message
    assert settings.files in result.message


def test_a_drill_of_such_a_copy_looks_for_the_masters_in_the_bucket(
    settings, library, repository, tmp_path
):
    _back_up(settings, library)
    digest = next(master_store(settings).digests())
    master_store(settings).discard(digest)
    result = drill.drill(settings, tmp_path, lambda sentence: None)
    assert result.certificate["differences"] == (f"tệp gốc {digest} mất trong {settings.files}",)


def test_a_copy_of_the_masters_in_the_data_folder_is_completed_and_backed_up(
    settings, library, repository, tmp_path
):
    settings = replace(settings, masters_copy=settings.masters)
    result = _back_up(settings, library)
    assert (result.passed, "KHÔNG" in result.message) == (True, False)
    restore_copy(repository, open_repository(settings).find(LATEST), tmp_path / "khôi phục")
    restored = ContentStore(tmp_path / "khôi phục" / "masters")
    assert [restored.read(digest) for digest in restored.digests()] == [MASTER]


def test_a_lost_object_is_healed_from_the_copy_in_the_data_folder(settings, library):
    settings = replace(settings, masters_copy=settings.masters)
    live = master_store(settings)
    digest = next(live.digests())
    make_copy.fetch_masters(live, ContentStore(settings.masters), [digest])
    live.discard(digest)
    assert list(check_masters(settings, library, [digest])) == [(digest, Condition.SOUND)]
    assert live.is_sound(digest)


def test_a_copy_that_lacks_a_lost_master_does_not_pass(settings, library, repository):
    settings = replace(settings, masters_copy=settings.masters)
    master_store(settings).discard(next(master_store(settings).digests()))
    result = _back_up(settings, library)
    assert not result.passed
    assert "thiếu 1 tệp gốc" in result.message
