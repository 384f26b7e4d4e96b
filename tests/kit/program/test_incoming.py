"""Programs that arrive on a stick or over the line."""

from dataclasses import replace

import pytest

from kit.program import make_program
from kit.program.incoming import take_program
from kit.program.problems import (
    NoRoomForProgramError,
    ProgramDamagedError,
    ProgramNotSignedError,
)
from kit.program.program_files import parse_program, read_signed
from kit.signatures import private_key, public_bytes
from library import clock
from tests.kit.program.small_programs import make_machine, make_pack
from tests.makers import make_moment, make_settings

OLD, NEW = "1.0-00000001", "1.1-00000002"


@pytest.fixture
def station(tmp_path):
    """Return a function that takes programs from a stick to a station with the first program."""
    machine = make_machine(tmp_path, 0)
    settings = make_settings(tmp_path / "home")
    (tmp_path / "home" / "station").mkdir(parents=True)
    key = public_bytes(private_key(tmp_path / "province.key"))
    folder = machine.folder(OLD)
    return lambda key=key, free_mb=0: take_program(
        replace(settings, free_mb=free_mb), tmp_path / "stick", key, folder
    )


def test_the_newest_program_of_a_stick_is_copied_once(tmp_path, station):
    for day, version in ((1, "1.1-00000002"), (2, "1.2-00000003")):
        pack = tmp_path / "stick" / version
        make_pack(tmp_path, pack, version, date=f"2026-11-0{day}T00:00:00+00:00")
    assert station().version == "1.2-00000003"
    copy = tmp_path / "home" / "station" / "program" / "next"
    assert parse_program(read_signed(copy)[0]).version == "1.2-00000003"
    assert station() is None


def test_the_program_that_runs_and_older_ones_are_left_on_the_stick(tmp_path, station):
    make_pack(tmp_path, tmp_path / "stick" / OLD, OLD, "0001", "2026-01-01T00:00:00+00:00")
    assert station() is None


def test_a_program_of_another_province_is_refused(tmp_path, station):
    make_pack(tmp_path, tmp_path / "stick" / NEW, NEW)
    with pytest.raises(ProgramNotSignedError):
        station(public_bytes(private_key(tmp_path / "stranger.key")))


def test_a_damaged_file_leaves_no_program_behind(tmp_path, station):
    pack = make_pack(tmp_path, tmp_path / "stick" / NEW, NEW)
    (pack / "pip-25.0-py3-none-any.whl").write_bytes(b"pop")
    with pytest.raises(ProgramDamagedError):
        station()
    assert not (tmp_path / "home" / "station" / "program" / "next").exists()


def test_a_stick_without_programs_brings_none(station):
    assert station() is None


def test_a_program_is_left_on_the_stick_if_the_disk_would_be_full(tmp_path, station):
    make_pack(tmp_path, tmp_path / "stick" / NEW, NEW)
    with pytest.raises(NoRoomForProgramError):
        station(free_mb=1 << 30)


def test_a_program_is_signed_later_than_one_that_was_signed_with_a_clock_ahead(
    tmp_path, monkeypatch
):
    settings = make_settings(tmp_path)
    dates = []
    for year in (2031, 2026):
        folder = tmp_path / f"{year}"
        folder.mkdir()
        (folder / "diachi-1.2-00000001.tar.gz").write_bytes(b"x")
        now = make_moment(f"{year}-01-01 00:00")
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        make_program._sign(settings, folder, "1.2-00000001", ("3.11",))
        dates.append(parse_program(read_signed(folder)[0]).date)
    assert dates[0] < dates[1]
