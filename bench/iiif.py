"""IIIF: cost of a long manifest and of images of a large map, without cache, and their memory."""

import argparse
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
from bench.form import Row, report
from library.catalogue.cataloguing import publish
from library.catalogue.models import Item
from library.database import work
from library.settings import Settings
from tests.app.scans import add_tiles, make_scan
from tests.makers import BY, make_database, make_item, make_settings

_BOOK_PAGES = 1000
_MAP_SIZE = _WIDE, _HIGH = 7016, 9933
"""A sheet of A2 at 600 dpi."""

_LONG_SIDE = 1500


def main() -> None:
    """Create a book and a map, and ask for their manifests and images."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder))
        with work(make_database(settings)) as session:
            book, sheet = _make_book(session, settings), _make_map(session, settings)
        site = create_app(settings)
        client = site.test_client()
        rows = [*_manifest(client, book), *_images(client, sheet, args.images)]
        rows.append(_memory(client, sheet, args.requests))
        site.extensions["services"].close()
    report("iiif", rows, as_json=args.json)


def _make_book(session: Session, settings: Settings) -> str:
    item = make_item(session, "Đồng Khánh địa dư chí", texts=(), published=False)
    for number in range(_BOOK_PAGES):
        make_scan(session, settings, item, f"Trang {number}", widths=(880, 1280))
    return _published(session, item)


def _make_map(session: Session, settings: Settings) -> str:
    """Create a map of coloured paper with grain, lines and hatching."""
    chance = numpy.random.default_rng(1)
    grain = chance.normal(215, 12, (512, 512)).clip(0, 255).astype(numpy.uint8)
    paper = numpy.tile(grain, (-(-_HIGH // 512), -(-_WIDE // 512)))[:_HIGH, :_WIDE]
    picture = numpy.stack((paper, paper, paper), axis=2)
    for place in range(0, _HIGH, 37):
        picture[place : place + 3, :, place % 3] = 90
    for place in range(0, _WIDE, 61):
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
    return f"/iiif/image/3/{item_id}:1/{region}/!{_LONG_SIDE},{_LONG_SIDE}/0/default.jpg"


if __name__ == "__main__":
    main()
