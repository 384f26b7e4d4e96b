"""The newer of two packs wins: after lost letters, old sticks, restored provinces, wrong clocks."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from kit.models import Station
from kit.packs import make
from kit.packs.editions import Held
from kit.signatures import province_key, public_bytes
from kit.station.problems import MissingPackError, OlderPackError
from kit.station.state import served_edition
from library import clock
from library.database import reading, work
from tests.kit.packs.province import STATION

pytestmark = pytest.mark.sqlite("a station's database is SQLite")


def _copy_database(source, target):
    with closing(sqlite3.connect(source)) as now, closing(sqlite3.connect(target)) as copy:
        now.backup(copy)


@pytest.mark.slow
def test_a_full_pack_counts_on_although_no_letter_came_back(pair):
    pair.take(pair.make("goi-1"))
    pair.change(0)
    assert pair.take(pair.make("goi-2")).number == 2
    assert pair.titles() == {"Thành nhà Mạc"}


@pytest.mark.slow
def test_an_old_full_pack_from_a_drawer_never_brings_back_what_was_withdrawn(pair):
    first = pair.make("goi-1")
    pair.take(first)
    pair.change(0)
    pair.take(pair.make("goi-2"))
    with pytest.raises(OlderPackError, match=r"số 1, làm lúc .* cũ hơn kho của trạm \(số 2, lúc"):
        pair.take(first)
    assert pair.titles() == {"Thành nhà Mạc"}


def test_the_later_of_two_full_packs_wins_whichever_comes_first(pair):
    first = pair.make("goi-1")
    pair.change(0)
    second = pair.make("goi-2")
    assert pair.take(second).number == 2
    with pytest.raises(OlderPackError):
        pair.take(first)


@pytest.mark.slow
def test_what_follows_a_full_pack_that_never_arrived_says_so(pair):
    held = pair.take(pair.make("goi-1"))
    pair.change(0, lambda row: setattr(row, "title", "Khởi nghĩa"))
    lost = pair.make("goi-2")
    manifest = make.pack_files.read_manifest(lost, public_bytes(province_key(pair.settings)))
    pair.change(0)
    following = pair.make("goi-3", Held(manifest.number, manifest.edition))
    with pytest.raises(MissingPackError, match=r"số 3.*chưa nhận; trạm đang ở số 1"):
        pair.take(following)
    assert pair.take(pair.make("goi-4", held)).number == 4


@pytest.mark.slow
def test_a_restored_province_counts_anew_and_its_packs_are_taken_in(pair, settings):
    pair.take(pair.make("goi-1"))
    database = settings.home / "diachi.sqlite"
    _copy_database(database, pair.folder / "copy")
    for number in (2, 3):
        pair.change(1, lambda row, number=number: setattr(row, "title", f"Thành {number}"))
        last = pair.make(f"goi-{number}")
        pair.take(last)
    _copy_database(pair.folder / "copy", database)
    pair.engine.dispose()
    pair.change(0)
    assert pair.take(pair.make("goi-lai")).number == 4
    assert pair.titles() == {"Thành nhà Mạc"}
    with pytest.raises(OlderPackError):
        pair.take(last)


@pytest.mark.slow
def test_a_clock_that_was_ahead_keeps_no_later_pack_away(pair, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=365))
    pair.take(pair.make("goi-1"))
    monkeypatch.setattr(clock, "now", lambda: now)
    pair.change(0)
    pair.take(pair.make("goi-2"))
    assert pair.titles() == {"Thành nhà Mạc"}
    with work(pair.engine) as session:  # the province forgot, and the station says what it holds
        session.get_one(Station, STATION).made_state = None
        with reading(pair.database) as held:
            state_at = served_edition(held).state_at.isoformat()
        session.get_one(Station, STATION).reported = {"held_state_at": state_at}
    pair.change(1)
    pair.take(pair.make("goi-3"))
    assert pair.titles() == set()


def test_the_number_of_a_pack_whose_making_was_cut_off_is_not_given_again(pair, monkeypatch):
    with monkeypatch.context() as cut:
        cut.setattr(make, "_replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            pair.make("goi-1")
    assert not (pair.folder / "usb" / "goi-1").exists()
    assert pair.take(pair.make("goi-2")).number == 2


@pytest.mark.slow
def test_a_pack_with_nothing_new_makes_the_station_as_new_as_it_is(pair):
    pair.take(pair.make("goi-1"))
    shutil.rmtree(pair.folder / "usb")
    assert pair.take(pair.make("goi-2")).number == 2
