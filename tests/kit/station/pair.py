"""A small province and its station, between which packs go."""

from kit.packs.editions import Held
from kit.packs.make import Making
from kit.packs.target_editions import Purpose
from kit.signatures import province_key, public_bytes
from kit.station.station_identity import Identity, write_identity
from kit.station.taking_in import take_in
from library.catalogue import cataloguing
from library.catalogue.models import Item
from library.database import reading, work
from tests.kit.packs.province import STATION, make_scanned_item, make_station
from tests.makers import BY, make_database, make_settings

NOTHING = Held(0, None)


class Pair:
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

    def make(self, name, held=NOTHING):
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
