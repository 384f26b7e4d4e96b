"""Sticks: found when they are mounted, taken in, given the letters, pulled out at any moment."""

import json
from itertools import count

import pytest

from kit.outbox import outbox_entries
from kit.station import sticks
from kit.station.sticks import (
    Stage,
    StickWatch,
    ask_for_letters,
    is_asked_for_letters,
    mounted_sticks,
    read_status,
    write_status,
)
from library import clock
from library.catalogue.models import Item
from library.database import reading, work
from tests.kit.station.packs import IDENTITY, held_by, item_record, make_pack, page_record

_FLOOD = [item_record("lut", "Trận lụt"), page_record("lut", 1, "nước lên to")]
_MAC = [item_record("mac", "Thành nhà Mạc")]


@pytest.fixture
def stick(tmp_path):
    """Return the folder of a stick that is mounted."""
    folder = tmp_path / "USB của xã"
    folder.mkdir()
    return folder


@pytest.fixture
def own_folder(stick):
    """Return the folder of this station on the stick."""
    folder = stick / "diachi-tram" / IDENTITY.station
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def watch(settings, station, stick, tmp_path):
    """Return the watch of a station in which the stick is."""
    mounts = tmp_path / "mounts"
    mounts.write_text(_mounts(stick))
    return StickWatch(settings, station, mounts)


def _mounts(*folders):
    lines = [
        f"/dev/sdb1 {str(folder).replace(' ', chr(92) + '040')} vfat rw 0 0" for folder in folders
    ]
    return "\n".join(["proc /proc proc rw 0 0", "/dev/sda1 /boot/efi vfat rw 0 0", *lines, ""])


def _titles(engine):
    with reading(engine) as session:
        return {item.title for item in session.query(Item)}


def test_sticks_are_the_mounted_file_systems_of_their_kinds(watch, stick):
    assert list(mounted_sticks(watch.mounts)) == [stick]


def test_the_packs_of_a_stick_are_taken_in_one_after_the_other(
    watch, own_folder, station, settings
):
    make_pack(own_folder / "goi-1", _FLOOD)
    make_pack(own_folder / "goi-2", _MAC, held=held_by(*_FLOOD), number=2)
    watch.turn()
    assert _titles(station) == {"Trận lụt", "Thành nhà Mạc"}
    status = read_status(settings)
    assert status.stage is Stage.DONE
    assert "gói số 1" in status.lines[0] and "gói số 2" in status.lines[1]


def test_of_two_packs_that_follow_the_newer_is_taken_in_and_a_damaged_one_leaves_room(
    watch, own_folder, station, settings, stick
):
    make_pack(own_folder / "goi-1", _FLOOD)
    make_pack(own_folder / "goi-2", _FLOOD, held={}, number=2)
    make_pack(own_folder / "goi-3", _MAC, held=held_by(*_FLOOD), number=3)
    make_pack(own_folder / "goi-4", _MAC[:1], held=held_by(*_FLOOD), number=4)
    (own_folder / "goi-4" / "part-0001.tar").write_bytes(b"")
    watch.turn()
    assert _titles(station) == {"Trận lụt", "Thành nhà Mạc"}
    status = read_status(settings)
    assert [line.partition(":")[0] for line in status.lines[:2]] == [
        "Đã nhận gói số 1",
        "Đã nhận gói số 3",
    ]
    assert "part-0001.tar không đúng" in status.lines[2]


def test_a_pack_is_found_under_the_short_name_of_fat(watch, own_folder, station):
    make_pack(own_folder / "GOI-1", _FLOOD)
    watch.turn()
    assert _titles(station) == {"Trận lụt"}


def test_a_stick_is_served_once_until_it_is_put_in_again(
    watch, own_folder, station, settings, stick
):
    watch.turn()
    make_pack(own_folder / "goi-1", _FLOOD)
    watch.turn()
    assert _titles(station) == set()
    watch.mounts.write_text(_mounts())
    watch.turn()
    assert read_status(settings).stage is Stage.NONE
    watch.mounts.write_text(_mounts(stick))
    watch.turn()
    assert _titles(station) == {"Trận lụt"}


def test_a_stick_of_somebody_else_is_left_alone(watch, stick, settings):
    (stick / "Ảnh cưới.jpg").write_bytes(b"x")
    watch.turn()
    assert [path.name for path in stick.iterdir()] == ["Ảnh cưới.jpg"]
    assert read_status(settings).stage is Stage.FOREIGN


def test_letters_go_to_any_stick_when_the_librarian_asks(watch, stick, station, settings):
    with work(station) as session:
        outbox_entries.add(session, "thử", {"a": 1}, clock.now())
    watch.turn()
    ask_for_letters(settings)
    watch.turn()
    assert list((stick / "diachi-tram" / IDENTITY.station / "thu").glob("*.thu"))
    assert not is_asked_for_letters(settings)
    assert "1 mục" in read_status(settings).lines[0]


def test_the_state_says_what_the_next_pack_must_build_on(watch, own_folder, settings):
    manifest = make_pack(own_folder / "goi-1", _FLOOD)
    watch.turn()
    state = json.loads((own_folder / "thu" / "tram.json").read_text())
    assert (state["held_number"], state["held_edition"]) == (1, manifest.edition)


def test_a_bad_pack_does_not_keep_the_letters_back(watch, own_folder, station, settings):
    make_pack(own_folder / "goi-5", _FLOOD, held=held_by(*_MAC), number=5)
    with work(station) as session:
        outbox_entries.add(session, "thử", {"a": 1}, clock.now())
    watch.turn()
    assert list((own_folder / "thu").glob("*.thu"))
    status = read_status(settings)
    assert status.stage is Stage.FAILED
    assert "chưa nhận" in status.lines[0]


@pytest.mark.parametrize("step", range(4))
def test_a_stick_pulled_out_leaves_the_station_whole(
    watch, own_folder, station, settings, monkeypatch, step
):
    make_pack(own_folder / "goi-1", _FLOOD, files=[b"x" * 100])
    steps = count()

    def pulled(name):
        real = getattr(sticks, name)

        def call(*arguments, **options):
            if next(steps) == step:
                raise OSError(5, "Input/output error")
            return real(*arguments, **options)

        return call

    for name in ("take_in", "put_letters", "write_state"):
        monkeypatch.setattr(sticks, name, pulled(name))
    watch.turn()
    assert read_status(settings).stage is (Stage.FAILED if step < 3 else Stage.DONE)
    assert _titles(station) == (set() if step == 0 else {"Trận lụt"})


def test_an_error_of_the_program_is_reported_and_not_repeated(
    watch, own_folder, settings, monkeypatch
):
    make_pack(own_folder / "goi-1", _FLOOD)
    attempts = []

    def fail(*arguments):
        attempts.append(arguments)
        raise ValueError

    monkeypatch.setattr(sticks, "take_in", fail)
    watch.turn()
    watch.turn()
    assert read_status(settings).stage is Stage.FAILED
    assert len(attempts) == 1


def test_a_service_that_was_killed_leaves_no_stick_at_work(settings, station, tmp_path):
    write_status(settings, Stage.TAKING_IN, "Đang kiểm tra gói: 40 %")
    StickWatch(settings, station, tmp_path / "mounts")
    assert not read_status(settings).is_busy


def test_a_stick_with_a_program_alone_is_not_foreign(settings, watch, stick):
    (stick / "diachi-tram" / "chuong-trinh").mkdir(parents=True)
    watch.turn()
    assert read_status(settings).stage is Stage.DONE
