"""Copies of the database alone, between full ones, bring back any quarter of an hour."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from library import clock
from library.backup import database_copies, history, restore
from library.backup.models import RunKind
from library.backup.problems import CopyNotFoundError
from library.catalogue.models import Item
from library.database import disposed_of, open_database, reading, work
from library.storage.content_store import ContentStore
from tests.makers import make_item

pytestmark = pytest.mark.slow


@pytest.fixture
def copy_database(settings, library, repository):
    """Return a function that copies the database alone."""

    def run():
        return history.record(
            settings,
            library,
            RunKind.DATABASE,
            lambda: database_copies.back_up_database(settings, library),
        )

    return run


@pytest.mark.sqlite("a file")
def test_a_copy_of_the_database_is_restored_with_the_masters_of_a_full_one(
    library, repository, back_up, copy_database, tmp_path
):
    back_up()
    with work(library) as session:
        make_item(session, "Sau bản đầy đủ")
    copied = copy_database()
    copy = repository.find(copied.copy_id[:8])
    assert copy.database_only
    restore.restore_copy(repository, copy, tmp_path / "lấy")
    url = f"sqlite:///{tmp_path / 'lấy' / 'diachi.sqlite'}"
    with disposed_of(open_database(url)) as engine, reading(engine) as session:
        titles = session.scalars(select(Item.title).order_by(Item.title)).all()
    assert titles == ["Chợ Kỳ Lừa", "Sau bản đầy đủ"]
    assert len(list(ContentStore(tmp_path / "lấy" / "masters").digests())) == 1
    assert not (tmp_path / "lấy" / "manifest.json").exists()


def test_the_latest_copy_is_a_full_one(repository, back_up, copy_database):
    full = back_up()
    copy_database()
    assert repository.find("latest").id == full.copy_id


def test_a_time_stands_for_the_copy_before_it(repository, back_up, copy_database):
    back_up()
    newest = copy_database()
    now = clock.now().astimezone(clock.HANOI)
    assert repository.find(f"{now:%Y-%m-%dT%H:%M}").id == newest.copy_id
    assert repository.find(f"{now:%Y-%m-%d}").id == newest.copy_id
    with pytest.raises(CopyNotFoundError):
        repository.find(f"{now - timedelta(days=1):%Y-%m-%d}")


def test_a_full_backup_keeps_the_copies_of_two_days(library, repository, back_up, copy_database):
    back_up()
    copy_database()
    back_up()
    with reading(library) as session:
        assert len(history.copies(session, RunKind.DATABASE)) == 1
    assert len(repository.copies()) == 3
