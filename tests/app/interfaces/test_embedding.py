"""oEmbed and the page that other sites show in a frame."""

import re

import pytest
from lxml import etree

_AT = "http://localhost"


@pytest.fixture
def ask(app):
    """Return a function that asks oEmbed about an address."""

    def asked(address, **query):
        return app.test_client().get("/oembed", query_string={"url": address, **query})

    return asked


@pytest.mark.parametrize("path", ["", "/trang/1", "?q=chợ"])
def test_an_address_of_an_item_gives_a_frame_that_opens(ask, browser, catalogue, path):
    facts = ask(f"{_AT}/tai-lieu/{catalogue.book}{path}").get_json()
    assert (facts["version"], facts["type"]) == ("1.0", "rich")
    (frame,) = re.findall(r'src="([^"]+)"', facts["html"])
    page = browser.visit(frame)
    assert page.heading == facts["title"]
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]


def test_sizes_are_limited_as_asked(ask, catalogue):
    facts = ask(f"{_AT}/tai-lieu/{catalogue.book}", maxwidth=300, maxheight="x").get_json()
    assert (facts["width"], facts["height"]) == (300, 180)


def test_xml_is_an_answer_too(ask, catalogue):
    tree = etree.fromstring(ask(f"{_AT}/tai-lieu/{catalogue.book}", format="xml").data)
    assert tree.findtext("type") == "rich"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "http://khac.example/tai-lieu/0",
        f"{_AT}/can-bo",
        f"{_AT}/tai-lieu/0",
        "http://[",
        f"{_AT}//",
    ],
)
def test_other_addresses_are_not_found(ask, catalogue, address):
    assert ask(address).status_code == 404


def test_what_is_not_public_is_not_embedded(ask, browser, catalogue):
    assert ask(f"{_AT}/tai-lieu/{catalogue.secret}").status_code == 404
    assert ask(f"{_AT}/tai-lieu/{catalogue.withdrawn}").status_code == 410
    browser.visit(f"/tai-lieu/{catalogue.draft}/nhung", status=404)


def test_pages_for_on_site_reading_have_no_picture(ask, browser, catalogue):
    assert "thumbnail_url" not in ask(f"{_AT}/tai-lieu/{catalogue.paper}").get_json()
    assert not browser.visit(f"/tai-lieu/{catalogue.paper}/nhung").all("img")


def test_other_forms_are_not_implemented(ask, catalogue):
    assert ask(f"{_AT}/tai-lieu/{catalogue.book}", format="yaml").status_code == 501
