"""Images over the Image API: pixels, description, access and caching."""

from threading import BoundedSemaphore
from zipfile import ZipFile

import numpy
import pytest

from app.interfaces.iiif import page_image
from app.interfaces.iiif.image_request import SCREEN_AREA
from app.interfaces.iiif.page_image import level_of
from library.catalogue.models import Access, DerivativeKind, Item
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.app.interfaces.iiif.conftest import MAP_HEIGHT, MAP_SIZE, MAP_WIDTH
from tests.app.interfaces.iiif.schemas import complaints
from tests.app.scans import make_scan


@pytest.fixture
def image_of():
    """Return a function that returns the address of the image of an item's first page."""
    return lambda item, ending, version=3: f"/iiif/image/{version}/{item.id}:1/{ending}"


@pytest.mark.parametrize("version", [2, 3])
def test_the_description_fits_the_standard(book, sheet, ask, image_of, version):
    schema = {2: "image-2.1", 3: "image-3.0"}[version]
    for item, size in ((book, (900, 1260)), (sheet, MAP_SIZE)):
        info = ask(image_of(item, "info.json", version))
        assert complaints(schema, info) == []
        assert (info["width"], info["height"]) == size


def test_the_base_address_redirects_to_the_description(browser, book):
    with browser.client.get(f"/iiif/image/3/{book.id}:1") as response:
        assert response.status_code == 303
        assert response.location.endswith(f"/iiif/image/3/{book.id}:1/info.json")


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("0,0,512,512", (512, 512)),
        ("1000,700,600,500", (600, 500)),
        ("2900,2100,500,500", (100, 100)),
    ],
)
def test_a_part_of_a_large_page_has_the_pixels_of_that_part(
    sheet, draw, image_of, region, expected
):
    picture = draw(image_of(sheet, f"{region}/max/0/default.png"))
    x, y = map(int, region.split(",")[:2])
    assert picture.size == expected
    tones = numpy.asarray(picture.convert("RGB")).astype(int)
    assert abs(tones[5, 5, 1] - (20 + 215 * (x + 5) / MAP_WIDTH)) < 6
    assert (tones[5, 5, 0] > tones[5, 5, 1] + 5) == (y + 5 >= MAP_HEIGHT // 2)


@pytest.mark.parametrize("size", ["300,", "1100,", "2000,"])
def test_a_smaller_copy_is_drawn_from_the_level_that_is_fine_enough(sheet, draw, image_of, size):
    picture = draw(image_of(sheet, f"full/{size}/0/default.jpg")).convert("RGB")
    wide, high = picture.size
    assert wide == int(size[:-1])
    assert high == round(MAP_HEIGHT * wide / MAP_WIDTH)
    for share in (0.1, 0.5, 0.9):
        tone = picture.getpixel((int(wide * share), 3))[1]
        assert abs(tone - (20 + 215 * share)) < 6


@pytest.mark.parametrize(
    ("size", "level"), [((2000, 1500), 8), ((1, 15_000), 4), ((20_000, 1), 4), ((200, 150), 64)]
)
def test_no_size_makes_the_server_decode_a_huge_map_in_full(size, level):
    assert level_of((20_000, 15_000), (0, 0, 20_000, 15_000), size) == level


def test_a_tile_is_sent_as_it_is_stored(browser, engine, settings, sheet, image_of):
    with reading(engine) as session:
        (page,) = session.get_one(Item, sheet.id).pages
        (tiles,) = [image for image in page.derivatives if image.kind is DerivativeKind.TILES]
    part = "1024,0,512,512/512,512/0/default.webp"
    with ZipFile(ContentStore(settings.derivatives).path(tiles.digest)) as archive:
        stored = archive.read(part)
    with browser.client.get(image_of(sheet, part.replace("/512,512/", "/512,/"))) as response:
        assert response.data == stored


def test_a_scan_is_sent_in_full_size(sheet, draw, image_of, ask):
    assert draw(image_of(sheet, "full/max/0/default.jpg")).size == MAP_SIZE
    assert {"width": 3000, "height": 2200} in ask(image_of(sheet, "info.json"))["sizes"]


def test_on_site_no_more_is_sent_at_once_than_a_screen_shows(browser, engine, sheet, image_of):
    with work(engine) as session:
        session.get_one(Item, sheet.id).access = Access.LIBRARY
    with browser.client.get(image_of(sheet, "info.json")) as response:
        assert response.get_json()["maxArea"] == SCREEN_AREA


def test_a_page_is_turned_and_mirrored(sheet, draw, image_of):
    turned = draw(image_of(sheet, "full/300,/90/default.png")).convert("RGB")
    assert turned.size == (220, 300)
    assert turned.getpixel((5, 150))[0] == pytest.approx(250, abs=6)  # the red half is left now
    mirrored = draw(image_of(sheet, "full/300,/!0/default.png")).convert("RGB")
    assert mirrored.getpixel((5, 5))[1] > 200
    askew = draw(image_of(sheet, "full/300,/30/default.png"))
    assert askew.getpixel((0, 0))[3] == 0  # corners are clear where the format allows it
    assert draw(image_of(sheet, "full/300,/30/default.jpg")).getpixel((0, 0))[0] > 240


@pytest.mark.parametrize(
    ("name", "form", "mode"),
    [
        ("color.jpg", "JPEG", "RGB"),
        ("gray.png", "PNG", "L"),
        ("color.webp", "WEBP", "RGB"),
        ("bitonal.png", "PNG", "L"),
    ],
)
def test_quality_and_format_are_as_asked(sheet, draw, image_of, name, form, mode):
    picture = draw(image_of(sheet, f"full/200,/0/{name}"))
    assert (picture.format, picture.mode) == (form, mode)
    if name.startswith("bitonal"):
        assert set(numpy.unique(numpy.asarray(picture))) == {0, 255}


def test_a_bad_request_is_refused_with_a_sentence(browser, book, image_of):
    with browser.client.get(image_of(book, "full/9999,/0/default.jpg")) as response:
        assert response.status_code == 400
        assert "size is larger than the region" in response.get_data(as_text=True)


def test_a_page_that_does_not_exist_is_not_there(browser, book):
    with browser.client.get(f"/iiif/image/3/{book.id}:9/info.json") as response:
        assert response.status_code == 404
        assert response.get_json()["status"] == 404


def test_a_copy_of_an_image_is_asked_after_and_names_its_canonical_address(browser, book, image_of):
    with browser.client.get(image_of(book, "full/pct:50/0/default.jpg")) as response:
        assert response.headers["Cache-Control"] == "no-cache"
        canonical = response.headers.getlist("Link")[0]
        assert f"/iiif/image/3/{book.id}:1/full/450,630/0/default.jpg" in canonical
        tag = response.headers["ETag"]
    again = browser.client.get(
        image_of(book, "full/450,630/0/default.jpg"), headers={"If-None-Match": tag}
    )
    with again as response:
        assert response.status_code == 304
        assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "part", ["info.json", "full/max/0/default.jpg", "0,0,90,90/45,/0/default.webp"]
)
def test_a_changed_image_does_not_stay_in_caches(browser, engine, settings, book, image_of, part):
    with browser.client.get(image_of(book, part)) as response:
        tag = response.headers["ETag"]
        assert "no-cache" in response.headers["Cache-Control"]
    with work(engine) as session:
        item = session.get_one(Item, book.id)
        other = make_scan(session, settings, item, "Khác", widths=(500, 800))
        (small,) = [image for image in other.derivatives if image.width == 800]
        (largest,) = [image for image in item.pages[0].derivatives if image.width == 900]
        largest.digest, largest.width, largest.height = small.digest, small.width, small.height
    again = browser.client.get(image_of(book, part), headers={"If-None-Match": tag})
    with again as response:
        assert response.status_code == 200
        assert response.headers["ETag"] != tag


def test_an_image_for_reading_on_site_is_not_sent_elsewhere(browser, enter, image_of):
    item = enter(access=Access.LIBRARY)
    with browser.client.get(image_of(item, "full/200,/0/default.jpg")) as response:
        assert response.status_code == 403
    with browser.client.get(image_of(item, "info.json")) as response:
        assert response.status_code == 200


def test_too_many_images_at_once_are_refused_at_once(monkeypatch, browser, book, image_of):
    monkeypatch.setattr(page_image, "_places", BoundedSemaphore(1))
    page_image._places.acquire()
    with browser.client.get(image_of(book, "full/77,/0/default.jpg")) as response:
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "2"
