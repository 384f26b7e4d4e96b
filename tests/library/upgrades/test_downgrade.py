"""A downgrade says what would be lost, and keeps the newer database beside the older one."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from library import clock, schema_version
from library.catalogue import cataloguing
from library.catalogue.models import Item
from library.database import disposed_of, open_database, reading, work
from library.upgrades import copies
from points.item_use import Visitor, record
from points.usage.models import ItemUse
from points.use_kind import UseKind
from tests.makers import BY, make_item

pytestmark = pytest.mark.slow


@pytest.fixture
def upgraded(diachi, older, engine):
    """The library after its upgrade, in which one item was added and one described."""
    assert diachi("upgrade").exit_code == 0
    with work(engine) as session:
        item = session.scalar(select(Item))
        cataloguing.describe(session, item, {"description": "Sửa sau khi nâng cấp"}, BY)
        make_item(session, "Sau khi nâng cấp")
    engine.dispose()
    return engine


def test_the_losses_are_reported_before_anything_is_done(diachi, upgraded):
    answer = diachi("downgrade")
    assert (answer.exit_code, "thêm --yes" in answer.stderr) == (1, True)
    assert "  biểu ghi: 1 thêm mới, 1 đã sửa" in answer.stderr
    assert "  chữ của trang: 1 thêm mới" in answer.stderr
    assert schema_version.version_of(upgraded) == schema_version.newest_version()


def test_the_older_database_comes_back(diachi, upgraded):
    answer = diachi("downgrade", "--yes")
    assert answer.exit_code == 0, answer.stderr
    with reading(upgraded) as session:
        rows = session.execute(text("SELECT title, description FROM item")).all()
    assert rows == [("Chợ Kỳ Lừa", None)]
    assert schema_version.version_of(upgraded) == schema_version.known_versions()[-2]


def test_uses_that_are_not_counted_yet_come_along(diachi, upgraded):
    with work(upgraded) as session:
        for number in range(3):
            visitor = Visitor(f"10.0.0.{number}", "Firefox")
            record(session, UseKind.SEARCH, visitor, clock.now())
    upgraded.dispose()
    diachi("downgrade", "--yes")
    with reading(upgraded) as session:
        assert session.scalar(text("SELECT count(*) FROM item_use")) == 3
        assert session.scalar(text("SELECT count(*) FROM visit_salt")) == 1
    upgraded.dispose()
    assert diachi("upgrade").exit_code == 0
    with reading(upgraded) as session:
        assert len(session.scalars(select(ItemUse)).all()) == 3


@pytest.mark.sqlite("a file beside the other")
def test_the_newer_database_stays_beside_it(diachi, upgraded, settings):
    diachi("downgrade", "--yes")
    (aside,) = settings.home.glob("diachi-newer-*.sqlite")
    assert aside.stat().st_mode & 0o077 == 0
    with disposed_of(open_database(f"sqlite:///{aside}")) as newer, reading(newer) as session:
        assert len(session.scalars(select(Item)).all()) == 2


def test_the_index_of_the_newer_database_is_gone(diachi, upgraded, settings):
    assert settings.index.exists()
    diachi("downgrade", "--yes")
    assert not settings.index.exists()


def test_the_same_upgrade_can_be_made_again(diachi, upgraded):
    diachi("downgrade", "--yes")
    assert diachi("upgrade").exit_code == 0
    assert schema_version.version_of(upgraded) == schema_version.newest_version()
    assert "không mất gì" in diachi("downgrade").stderr


def test_without_a_copy_there_is_no_way_back(diachi, engine):
    engine.dispose()
    answer = diachi("downgrade", "--yes")
    assert (answer.exit_code, "diachi restore" in answer.stderr) == (1, True)


@pytest.mark.sqlite("a damaged file")
def test_a_damaged_copy_is_refused(diachi, upgraded, settings):
    copies.all_copies(settings)[0].file(settings).write_bytes(b"x" * 4096)
    answer = diachi("downgrade", "--yes")
    assert (answer.exit_code, "chưa có gì thay đổi" in answer.stderr) == (1, True)
    assert schema_version.version_of(upgraded) == schema_version.newest_version()


@pytest.mark.sqlite("a file beside the other")
def test_a_killed_downgrade_leaves_the_newer_database(diachi, upgraded, settings, monkeypatch):
    def kill(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as power_cut:
        power_cut.setattr(Path, "replace", kill)
        assert diachi("downgrade", "--yes").exit_code == 130
    assert schema_version.version_of(upgraded) == schema_version.newest_version()
    upgraded.dispose()
    assert diachi("downgrade", "--yes").exit_code == 0
    assert schema_version.version_of(upgraded) == schema_version.known_versions()[-2]
    assert len(list(settings.home.glob("diachi-newer-*.sqlite"))) == 1


def test_a_copy_of_a_version_the_code_does_not_know_is_compared_as_it_is(diachi, upgraded):
    with work(upgraded) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    upgraded.dispose()
    assert "lược đồ 9999" in diachi("downgrade").stderr


def test_so_is_a_copy_from_before_the_first_revision_of_the_code(diachi, upgraded, settings):
    (copy,) = copies.all_copies(settings)
    copies.write(settings, replace(copy, origin="0050"))
    answer = diachi("downgrade").stderr
    assert "→ 0050" in answer
    assert "  biểu ghi: 1 thêm mới, 1 đã sửa" in answer


def test_a_downgrade_to_another_version_than_that_of_the_copy_is_refused(diachi, upgraded):
    answer = diachi("downgrade", "--yes", "--to", "0001")
    assert (answer.exit_code, "0001" in answer.stderr) == (1, True)
    assert schema_version.version_of(upgraded) == schema_version.newest_version()


def test_a_downgrade_to_the_version_of_the_database_does_nothing(diachi, upgraded):
    version = schema_version.newest_version()
    assert diachi("downgrade", "--yes", "--to", version).exit_code == 0
    assert schema_version.version_of(upgraded) == version
