"""Items for reading on site say so in viewers over plain http, where no probe service may."""

import pytest

from library.catalogue.models import Access
from tests.app.interfaces.iiif.schemas import PRESENTATION_SCHEMA, presentation_complaints


def test_the_pages_of_an_item_for_reading_on_site_show_a_notice(browser, enter, ask):
    manifest = ask(f"/iiif/3/{enter(access=Access.LIBRARY).id}")
    assert not PRESENTATION_SCHEMA or presentation_complaints(manifest) == []
    (canvas, *_) = manifest["items"]
    image = canvas["items"][0]["items"][0]["body"]
    assert (canvas["width"], canvas["height"]) == (image["width"], image["height"])
    with browser.client.get(image["id"]) as response:
        assert (response.status_code, response.mimetype) == (200, "image/png")
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "library's computers" in manifest["requiredStatement"]["value"]["en"][0]


def test_an_older_viewer_gets_the_notice_too(enter, ask):
    manifest = ask(f"/iiif/2/{enter(access=Access.LIBRARY).id}")
    image = manifest["sequences"][0]["canvases"][0]["images"][0]["resource"]
    assert image["@id"].endswith("/iiif/auth/notice.png")
    assert "service" not in image


@pytest.mark.parametrize("version", [2, 3])
def test_an_open_item_shows_its_pages(book, ask, version):
    assert "notice.png" not in str(ask(f"/iiif/{version}/{book.id}"))
