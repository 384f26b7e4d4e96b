"""Fixtures of the IIIF tests: a book of three pages, a map in tiles, and their answers."""

from collections.abc import Callable
from io import BytesIO

import numpy
import pytest
from PIL import Image as Picture

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, Item, PageKind
from library.database import work
from tests.app.scans import add_tiles, make_scan
from tests.makers import make_item

TEXTS = ("Bìa sách", "Chợ Kỳ Lừa ngày phiên", "Người về chợ Kỳ Lừa")
MAP_SIZE = MAP_WIDTH, MAP_HEIGHT = 3000, 2200


@pytest.fixture
def enter(engine, settings, index) -> Callable[..., Item]:
    """Return a function that creates a scanned book, published and indexed."""

    def entered(access: Access = Access.PUBLIC, **described: object) -> Item:
        with work(engine) as session:
            described = {"title": "Chợ Kỳ Lừa", "date": "1936-05"} | described
            item = make_item(session, texts=(), published=False, access=access, **described)
            for text in TEXTS:
                page = make_scan(session, settings, item, text, widths=(500, 900))
                page.kind = PageKind.COVER if text == TEXTS[0] else None
            publish(session, item, "kiểm thử")
        index()
        return item

    return entered


@pytest.fixture
def book(enter) -> Item:
    """Create a book that everybody may read."""
    return enter(creator="Lan", licence="CC BY-SA 4.0")


@pytest.fixture
def sheet(engine, settings) -> Item:
    """Create a map in tiles: each hundredth pixel has a tone of its own, brighter to the right."""
    tones = numpy.linspace(20, 235, MAP_WIDTH).astype(numpy.uint8)
    picture = numpy.broadcast_to(tones[None, :, None], (MAP_HEIGHT, MAP_WIDTH, 3)).copy()
    picture[MAP_HEIGHT // 2 :, :, 0] = 250  # the lower half is red
    with work(engine) as session:
        item = make_item(session, "Bản đồ", texts=(), published=False)
        page = make_scan(session, settings, item, "Lạng Sơn")
        add_tiles(settings, page, picture)
        publish(session, item, "kiểm thử")
    return item


@pytest.fixture
def ask(browser) -> Callable[[str], object]:
    """Return a function that returns the JSON of an address, which must answer 200."""

    def answer(address: str) -> object:
        with browser.client.get(address.removeprefix("http://localhost")) as response:
            assert response.status_code == 200, response.get_data(as_text=True)
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            return response.get_json()

    return answer


@pytest.fixture
def draw(browser) -> Callable[[str], Picture.Image]:
    """Return a function that returns the picture at an address."""

    def picture(address: str) -> Picture.Image:
        with browser.client.get(address) as response:
            assert response.status_code == 200, response.get_data(as_text=True)
            return Picture.open(BytesIO(response.get_data()))

    return picture
