"""A bad edit of a profile takes no collection off the shelves."""

import pytest

from library.catalogue.models import Access
from library.catalogue.profile_cache import ProfileShelf

_GOOD = 'title = "Báo"\nsummary = ""\nmoving_wall = 5\n'


@pytest.fixture
def path(tmp_path):
    """Put up one collection."""
    (tmp_path / "suu-tap" / "bao").mkdir(parents=True)
    path = tmp_path / "suu-tap" / "bao" / "profile.toml"
    path.write_text(_GOOD, encoding="utf-8")
    return path


@pytest.fixture
def start(tmp_path):
    """Give a function that starts a process anew."""
    return lambda: ProfileShelf(tmp_path / "suu-tap", tmp_path / "nhà" / "profiles")


def test_a_change_shows_at_once(path, start):
    shelf = start()
    shelf.look()
    path.write_text(_GOOD.replace("Báo", "Báo chí"), encoding="utf-8")
    assert shelf.look().profiles["bao"].title == "Báo chí"


def test_after_a_bad_edit_the_last_good_version_holds(path, start):
    shelf = start()
    shelf.look()
    path.write_text("title = Báo", encoding="utf-8")
    seen = shelf.look()
    assert seen.profiles["bao"].title == "Báo"
    assert "bao/profile.toml có lỗi: dòng 1" in seen.problems["bao"]


def test_it_holds_for_who_starts_later_too(path, start):
    start().look()
    path.write_text("title = Báo", encoding="utf-8")
    assert start().look().profiles["bao"].moving_wall == 5


def test_once_mended_nothing_is_said_any_more(path, start):
    shelf = start()
    path.write_text("title = Báo", encoding="utf-8")
    assert shelf.look().problems
    path.write_text(_GOOD, encoding="utf-8")
    assert shelf.look().problems == {}


def test_rules_that_were_never_read_let_nobody_in(path, start):
    path.write_bytes(b"\xff\xfe")
    profile = start().look().profiles["bao"]
    assert (profile.access, profile.four_eyes, profile.moving_wall) == (Access.STAFF, True, 1000)


def test_a_collection_that_is_gone_is_gone(path, start):
    shelf = start()
    shelf.look()
    path.unlink()
    assert shelf.look().profiles == {}
