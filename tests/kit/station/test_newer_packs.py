"""The newer of two packs wins: after lost letters, old sticks, restored provinces, wrong clocks."""

import shutil
import sqlite3
from datetime import timedelta

import pytest

from kit.models import Station
from kit.packs import make
from kit.packs.editions import Held
from kit.packs.make import Making
from kit.packs.target_editions import Purpose
from kit.signatures import province_key, public_bytes
from kit.station.problems import MissingPackError, OlderPackError
from kit.station.state import served_edition
from kit.station.station_identity import Identity, write_identity
from kit.station.taking_in import take_in
from library import clock
from library.catalogue import cataloguing
from library.catalogue.models import Item
from library.database import reading, work
from tests.kit.packs.province import STATION, make_scanned_item, make_station
from tests.makers import BY, make_database, make_settings

pytestmark = pytest.mark.sqlite("a station's database is SQLite")

_NOTHING = Held(0, None)


class _Two:
    """A province with two items, and its station."""

    def __init__(self, settings, engine, folder):
        self.settings, self.engine, self.folder = settings, engine, folder
        self.station = make_settings(folder / "trạm", station="1")
        self.database = make_database(self.station)
        with work(engine) as session:
            make_station(session)
            titles = ("Khởi nghĩa Bắc Sơn", "Thành nhà Mạc")
            self.items = [make_scanned_item(session, settings, title).id for title in titles]
        key = public_bytes(province_key(settings))
        write_identity(self.station, Identity(STATION, "bac-son", "https://a.vn", key, None))

    def make(self, name, held=_NOTHING):
        """Make a pack for a station that holds this."""
        folder = self.folder / "usb" / name
        Making(self.settings, self.engine, STATION, held, None).make_first((Purpose.STICK,), folder)
        return folder

    def take(self, folder):
        """Take a pack in, and return what the station holds then."""
        edition = take_in(self.station, self.database, folder, "stick")
        return Held(edition.number, edition.digest)

    def change(self, item, act=None):
        """Withdraw an item, or change it."""
        with work(self.engine) as session:
            row = session.get_one(Item, self.items[item])
            (act or (lambda row: cataloguing.withdraw(session, row, BY, "rút")))(row)

    def titles(self):
        """Return the titles that the station shows."""
        with reading(self.database) as session:
            return {item.title for item in session.query(Item)}


@pytest.fixture
def two(settings, engine, tmp_path):
    """Return a province and its station."""
    two = _Two(settings, engine, tmp_path)
    yield two
    two.database.dispose()


def test_a_full_pack_counts_on_although_no_letter_came_back(two):
    two.take(two.make("goi-1"))
    two.change(0)
    assert two.take(two.make("goi-2")).number == 2
    assert two.titles() == {"Thành nhà Mạc"}


def test_an_old_full_pack_from_a_drawer_never_brings_back_what_was_withdrawn(two):
    first = two.make("goi-1")
    two.take(first)
    two.change(0)
    two.take(two.make("goi-2"))
    with pytest.raises(OlderPackError, match=r"số 1, làm lúc .* cũ hơn kho của trạm \(số 2, lúc"):
        two.take(first)
    assert two.titles() == {"Thành nhà Mạc"}


def test_the_later_of_two_full_packs_wins_whichever_comes_first(two):
    first = two.make("goi-1")
    two.change(0)
    second = two.make("goi-2")
    assert two.take(second).number == 2
    with pytest.raises(OlderPackError):
        two.take(first)


def test_what_follows_a_full_pack_that_never_arrived_says_so(two):
    held = two.take(two.make("goi-1"))
    two.change(0, lambda row: setattr(row, "title", "Khởi nghĩa"))
    lost = two.make("goi-2")
    manifest = make.pack_files.read_manifest(lost, public_bytes(province_key(two.settings)))
    two.change(0)
    following = two.make("goi-3", Held(manifest.number, manifest.edition))
    with pytest.raises(MissingPackError, match=r"số 3.*chưa nhận; trạm đang ở số 1"):
        two.take(following)
    assert two.take(two.make("goi-4", held)).number == 4


def test_a_restored_province_counts_anew_and_its_packs_are_taken_in(two, settings):
    two.take(two.make("goi-1"))
    database = settings.home / "diachi.sqlite"
    with sqlite3.connect(database) as now, sqlite3.connect(two.folder / "copy") as copy:
        now.backup(copy)
    for number in (2, 3):
        two.change(1, lambda row, number=number: setattr(row, "title", f"Thành {number}"))
        last = two.make(f"goi-{number}")
        two.take(last)
    with sqlite3.connect(two.folder / "copy") as copy, sqlite3.connect(database) as now:
        copy.backup(now)
    two.engine.dispose()
    two.change(0)
    assert two.take(two.make("goi-lai")).number == 4
    assert two.titles() == {"Thành nhà Mạc"}
    with pytest.raises(OlderPackError):
        two.take(last)


def test_a_clock_that_was_ahead_keeps_no_later_pack_away(two, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=365))
    two.take(two.make("goi-1"))
    monkeypatch.setattr(clock, "now", lambda: now)
    two.change(0)
    two.take(two.make("goi-2"))
    assert two.titles() == {"Thành nhà Mạc"}
    with work(two.engine) as session:  # the province forgot, and the station says what it holds
        session.get_one(Station, STATION).made_state = None
        with reading(two.database) as held:
            state_at = served_edition(held).state_at.isoformat()
        session.get_one(Station, STATION).reported = {"held_state_at": state_at}
    two.change(1)
    two.take(two.make("goi-3"))
    assert two.titles() == set()


def test_the_number_of_a_pack_whose_making_was_cut_off_is_not_given_again(two, monkeypatch):
    with monkeypatch.context() as cut:
        cut.setattr(make, "_replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            two.make("goi-1")
    assert not (two.folder / "usb" / "goi-1").exists()
    assert two.take(two.make("goi-2")).number == 2


def test_a_pack_with_nothing_new_makes_the_station_as_new_as_it_is(two):
    two.take(two.make("goi-1"))
    shutil.rmtree(two.folder / "usb")
    assert two.take(two.make("goi-2")).number == 2
