"""Download of a page as JPEG in full size."""

from io import BytesIO
from urllib.parse import unquote

import numpy
import pytest
from PIL import Image

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, Item
from library.database import reading, work
from points.usage.models import ItemUse
from tests.app.scans import add_tiles, make_scan
from tests.makers import make_item

_SIZE = _WIDTH, _HEIGHT = 1001, 1403


@pytest.fixture
def enter(engine, settings):
    """Return a function that creates a map with tiles of its first page, and returns its id."""

    def entered(access=Access.PUBLIC, pages=1):
        with work(engine) as session:
            item = make_item(session, "Bản đồ: Lạng Sơn", texts=(), published=False, access=access)
            for number in range(pages):
                page = make_scan(session, settings, item, "Lạng Sơn")
                if number == 0:
                    across = numpy.linspace(0, 255, _WIDTH).astype(numpy.uint8)
                    add_tiles(settings, page, numpy.tile(across, (_HEIGHT, 1)))
            publish(session, item, "kiểm thử")
        return item.id

    return entered


def _address(item_id, number=1):
    return f"/tai-lieu/{item_id}/trang/{number}/tai-ve/anh.jpg"


def _name(answer):
    return unquote(answer.headers["Content-Disposition"].rpartition("''")[2])


def test_a_scan_is_downloaded_in_full_size_under_the_name_of_the_item(browser, enter):
    answer = browser.fetch(_address(enter()))
    picture = Image.open(BytesIO(answer.data))
    assert (picture.format, picture.size) == ("JPEG", _SIZE)
    tones = numpy.asarray(picture.convert("L"))[700, [100, 600, 900]].astype(int)
    assert abs(tones - numpy.array([100, 600, 900]) * 255 / _WIDTH).max() < 4
    assert _name(answer) == "Bản đồ Lạng Sơn.jpg"


def test_a_page_without_tiles_is_its_largest_image(browser, enter):
    answer = browser.fetch(_address(enter(pages=2), 2))
    assert Image.open(BytesIO(answer.data)).size == (500, 700)
    assert _name(answer) == "Bản đồ Lạng Sơn, trang 2.jpg"


def test_the_page_leads_to_its_download_and_says_how_large_it_is(browser, enter):
    item_id = enter()
    page = browser.visit(f"/tai-lieu/{item_id}/trang/1")
    assert page.has_link_to(_address(item_id))
    assert "JPEG, 1.001 × 1.403" in page.words


@pytest.mark.parametrize("access", [Access.LIBRARY, Access.STAFF])
def test_what_may_not_be_downloaded_is_not(browser, enter, access):
    assert browser.fetch(_address(enter(access))).status_code in (403, 404)


def test_a_withdrawn_picture_is_gone(browser, engine, enter):
    item_id = enter()
    assert browser.fetch(_address(item_id)).status_code == 200
    with work(engine) as session:
        session.get_one(Item, item_id).state = "withdrawn"
    assert browser.fetch(_address(item_id)).status_code == 410


def test_an_embargoed_picture_is_refused(browser, engine, enter):
    item_id = enter()
    with work(engine) as session:
        session.get_one(Item, item_id).opens = "2999-01-01"
    assert browser.fetch(_address(item_id)).status_code == 403


def test_a_download_is_a_use_of_the_page(browser, app, engine, enter):
    browser.fetch(_address(enter()))
    app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        assert [use.page_number for use in session.query(ItemUse)] == [1]


def test_lost_tiles_are_no_picture_with_gaps(browser, settings, enter):
    item_id = enter()
    for path in settings.derivatives.rglob("*"):
        if path.is_file() and path.read_bytes()[:2] == b"PK":
            path.unlink()
    assert browser.fetch(_address(item_id)).status_code in (404, 503)
