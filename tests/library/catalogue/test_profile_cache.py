"""Tests of the profile cache: an invalid edit never removes a collection."""

import pytest

from library.catalogue.models import Access
from library.catalogue.profile_cache import ProfileCache, profile_cache
from library.database import disposed_of
from library.installation import open_installation

_GOOD = 'title = "Báo"\nsummary = ""\nmoving_wall = 5\n'


@pytest.fixture
def path(tmp_path):
    """Create one collection; return the path of its profile."""
    (tmp_path / "suu-tap" / "bao").mkdir(parents=True)
    path = tmp_path / "suu-tap" / "bao" / "profile.toml"
    path.write_text(_GOOD, encoding="utf-8")
    return path


@pytest.fixture
def start(tmp_path):
    """Return a function that creates a new cache, as a process start does."""
    return lambda: ProfileCache(tmp_path / "suu-tap", tmp_path / "nhà" / "profiles")


def test_a_change_is_loaded_at_once(path, start):
    cache = start()
    cache.current()
    path.write_text(_GOOD.replace("Báo", "Báo chí"), encoding="utf-8")
    assert cache.current().profiles["bao"].title == "Báo chí"


def test_an_invalid_edit_keeps_the_last_valid_version(path, start):
    cache = start()
    cache.current()
    path.write_text("title = Báo", encoding="utf-8")
    loaded = cache.current()
    assert loaded.profiles["bao"].title == "Báo"
    assert "bao/profile.toml có lỗi: dòng 1" in loaded.problems["bao"]


def test_the_last_valid_version_survives_a_restart(path, start):
    start().current()
    path.write_text("title = Báo", encoding="utf-8")
    assert start().current().profiles["bao"].moving_wall == 5


def test_a_corrected_profile_clears_the_problem(path, start):
    cache = start()
    path.write_text("title = Báo", encoding="utf-8")
    assert cache.current().problems
    path.write_text(_GOOD, encoding="utf-8")
    assert cache.current().problems == {}


def test_a_profile_that_was_never_valid_is_closed_to_readers(path, start):
    path.write_bytes(b"\xff\xfe")
    profile = start().current().profiles["bao"]
    assert (profile.access, profile.four_eyes, profile.moving_wall) == (Access.STAFF, True, 1000)


def test_a_deleted_collection_disappears(path, start):
    cache = start()
    cache.current()
    path.unlink()
    assert cache.current().profiles == {}


def test_the_database_and_the_site_share_one_cache(settings, engine):
    with disposed_of(open_installation(settings)) as database:
        assert database.get_execution_options()["collections"] is profile_cache(settings)
