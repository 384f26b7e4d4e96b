"""IIIF: cost of a long manifest, and of tiles and images of large pages; their memory."""

import gzip
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app
from bench.form import Row, json_parser, report
from library.catalogue.cataloguing import publish
from library.catalogue.models import Item
from library.database import work
from library.settings import Settings
from tests.app.scans import add_tiles, make_scan
from tests.makers import BY, make_database, make_item, make_settings

_BOOK_PAGES = 1000
_MAP_SIZE = _WIDE, _HIGH = 7016, 9933
"""A sheet of A2 at 600 dpi."""

_NEWSPAPER_SIZE = 4961, 3509
"""Two pages of A4 at 300 dpi, as one sheet."""

_LONG_SIDE = 1500
_IMAGES, _WEBP = "/iiif/image/3/", "0/default.webp"


def main() -> None:
    """Create a book and a map, and ask for their manifests and images."""
    parser = json_parser(__doc__)
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--requests", type=int, default=2000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder))
        with work(make_database(settings)) as session:
            book, sheet = _make_book(session, settings), _make_sheet(session, settings, _MAP_SIZE)
            newspaper = _make_sheet(session, settings, _NEWSPAPER_SIZE)
        site = create_app(settings)
        client = site.test_client()
        rows = [*_manifest(client, book), *_images(client, sheet, args.images)]
        rows.extend(_large_images(client, sheet, newspaper))
        rows.append(_memory(client, sheet, args.requests))
        site.extensions["services"].close()
    report("iiif", rows, as_json=args.json)


def _make_book(session: Session, settings: Settings) -> str:
    item = make_item(session, "Đồng Khánh địa dư chí", texts=(), published=False)
    for number in range(_BOOK_PAGES):
        make_scan(session, settings, item, f"Trang {number}", widths=(880, 1280))
    return _published(session, item)


def _make_sheet(session: Session, settings: Settings, size: tuple[int, int]) -> str:
    """Create a sheet of coloured paper with grain, lines and hatching."""
    wide, high = size
    chance = numpy.random.default_rng(1)
    grain = chance.normal(215, 12, (512, 512)).clip(0, 255).astype(numpy.uint8)
    paper = numpy.tile(grain, (-(-high // 512), -(-wide // 512)))[:high, :wide]
    picture = numpy.stack((paper, paper, paper), axis=2)
    for place in range(0, high, 37):
        picture[place : place + 3, :, place % 3] = 90
    for place in range(0, wide, 61):
        picture[:, place : place + 2] = 40
    item = make_item(session, "Tờ bản đồ L7014", texts=(), published=False)
    page = make_scan(session, settings, item, "Lạng Sơn")
    add_tiles(settings, page, picture)
    return _published(session, item)


def _published(session: Session, item: Item) -> str:
    publish(session, item, BY)
    return item.id


def _manifest(client: FlaskClient, item_id: str) -> Iterator[Row]:
    client.get(f"/iiif/3/{item_id}")
    start = time.process_time()
    content = client.get(f"/iiif/3/{item_id}").data
    milliseconds = 1000 * (time.process_time() - start)
    yield Row("manifest of 1,000 pages", milliseconds, "ms CPU", 150)
    yield Row("manifest of 1,000 pages, gzip", len(gzip.compress(content)) / 1000, "KB", 60)


def _images(client: FlaskClient, item_id: str, count: int) -> Iterator[Row]:
    chance = random.Random(1)
    costs = sorted(_cost(client, _address(item_id, chance)) for _ in range(count))
    yield Row("image of 1,500 px, median", costs[count // 2], "ms CPU")
    yield Row("image of 1,500 px, 95th percentile", costs[int(0.95 * count)], "ms CPU", 60)


def _large_images(client: FlaskClient, sheet: str, newspaper: str) -> Iterator[Row]:
    """Yield the cost of a stored tile, of a sheet in full size, and of the largest one allowed."""
    columns = range(0, _WIDE - 512, 512)
    tiles = sorted(
        _cost(client, f"{_IMAGES}{sheet}:1/{x},0,512,512/512,512/{_WEBP}") for x in columns
    )
    yield Row("stored tile, median", tiles[len(tiles) // 2], "ms CPU", 10)
    for name, item_id in (("17 million pixels", newspaper), ("70 million pixels", sheet)):
        cost = _cost(client, f"{_IMAGES}{item_id}:1/full/max/0/default.jpg")
        yield Row(f"full/max of {name}", cost, "ms CPU", 2000)


def _memory(client: FlaskClient, item_id: str, count: int) -> Row:
    chance = random.Random(2)
    for _ in range(count // 10):
        client.get(_address(item_id, chance))
    start = _resident()
    for _ in range(count):
        client.get(_address(item_id, chance))
    grown = _resident() - start
    return Row(f"memory after {count:,} images, more", grown, "MB", 30)


def _cost(client: FlaskClient, address: str) -> float:
    start = time.process_time()
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{response.status}: {address}")
    return 1000 * (time.process_time() - start)


def _resident() -> float:
    """Return the memory of this process in megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _address(item_id: str, chance: random.Random) -> str:
    """Return the address of a random square part, from 1,500 px to the whole sheet."""
    side = chance.randint(_LONG_SIDE, _WIDE)
    x, y = chance.randint(0, _WIDE - side), chance.randint(0, _HIGH - side)
    region = f"{x},{y},{side},{side}"
    return f"{_IMAGES}{item_id}:1/{region}/!{_LONG_SIDE},{_LONG_SIDE}/0/default.jpg"


if __name__ == "__main__":
    main()
