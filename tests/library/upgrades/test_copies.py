"""Copies before upgrades are few, complete, and made only where there is room."""

import pytest

from library.upgrades import copies
from library.upgrades.problems import NoRoomToUpgradeError, UpgradeBusyError
from tests.makers import make_settings


def test_two_upgrades_do_not_run_at_once(settings, engine):
    with (
        copies.only_upgrade(settings),
        pytest.raises(UpgradeBusyError),
        copies.only_upgrade(settings),
    ):
        pass


def test_without_room_for_the_copy_nothing_is_changed(engine, settings):
    greedy = make_settings(settings.home, free_mb=str(10**9))
    with pytest.raises(NoRoomToUpgradeError, match="chưa có gì thay đổi"):
        copies.require_room(greedy, engine)


def test_what_a_killed_upgrade_left_is_removed_and_old_copies_are_few(settings, engine):
    with copies.only_upgrade(settings):
        (settings.home / copies.FOLDER / "dở dang").mkdir()
        copies.remove_unfinished(settings)
        for number in range(5):
            folder = settings.home / copies.FOLDER / str(number)
            folder.mkdir()
            copies.write(settings, copies.UpgradeCopy(str(number), "1", "2", "2026-01-01"))
        copies.remove_old(settings)
    assert [copy.name for copy in copies.all_copies(settings)] == ["2", "3", "4"]
    assert not (settings.home / copies.FOLDER / "dở dang").exists()


def test_two_copies_within_a_second_are_two(settings, engine):
    with copies.only_upgrade(settings):
        pair = [copies.make(settings, engine, "1", "2") for _ in range(2)]
    assert list(copies.all_copies(settings)) == pair
