"""The settings file of the new place takes the place of the old one, closed to the same people."""

import os
import stat
from dataclasses import replace

import pytest

from scale.moving.cli import switch


@pytest.fixture
def files(settings, tmp_path):
    """Return settings with their file, which a group may read, and a new file open to all."""
    old_file, new_file = tmp_path / "diachi.conf", tmp_path / "chỗ mới.conf"
    old_file.write_text("DIACHI_COUNTER_KEY=cũ\n")
    old_file.chmod(0o640)
    new_file.write_text("DIACHI_COUNTER_KEY=mới\n")
    new_file.chmod(0o644)
    return replace(settings, settings_file=old_file), new_file


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_new_file_may_be_read_by_those_who_read_the_old_one(files):
    old, new_file = files
    switch(old, new_file)
    assert old.settings_file.read_text() == "DIACHI_COUNTER_KEY=mới\n"
    previous_file = old.settings_file.with_name("diachi.conf.truoc-khi-chuyen")
    assert (_mode(old.settings_file), _mode(previous_file)) == (0o640, 0o640)


def test_the_way_back_exchanges_the_two_files(files):
    old, new_file = files
    switch(old, new_file)
    previous_file = old.settings_file.with_name("diachi.conf.truoc-khi-chuyen")
    switch(old, previous_file)
    assert old.settings_file.read_text() == "DIACHI_COUNTER_KEY=cũ\n"
    assert previous_file.read_text() == "DIACHI_COUNTER_KEY=mới\n"


def test_the_new_file_may_have_the_name_of_the_one_in_preparation(files):
    old, new_file = files
    new_file = new_file.rename(old.settings_file.with_name("diachi.conf.moi"))
    switch(old, new_file)
    assert old.settings_file.read_text() == "DIACHI_COUNTER_KEY=mới\n"


@pytest.mark.needs(os.geteuid() == 0, "root, who alone gives files away")
def test_the_owner_of_the_settings_stays(files):
    old, new_file = files
    os.chown(old.settings_file, 1234, 5678)
    switch(old, new_file)
    facts = old.settings_file.stat()
    assert (facts.st_uid, facts.st_gid) == (1234, 5678)


def test_nobody_else_could_read_the_keys_for_a_moment(files, monkeypatch):
    old, new_file = files
    seen, real_fchmod = [], os.fchmod

    def watch(opened, mode):
        seen.append((os.fstat(opened).st_size, stat.S_IMODE(os.fstat(opened).st_mode)))
        real_fchmod(opened, mode)

    monkeypatch.setattr(os, "fchmod", watch)
    switch(old, new_file)
    assert seen == [(0, 0o600), (0, 0o600)]
