"""OPDS 1.2 and 2.0: feeds for e-readers, with what anybody may download."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from app.interfaces.opds import feeds
from library import clock
from library.database import work
from tests import opds_schemas
from tests.makers import make_item
from tests.opds_schemas import atom_errors, json_errors

_REL = "http://opds-spec.org"
_FEEDS = ("", "/moi", "/suu-tap/dia-chi", "/tra-cuu?q=thanh+nha+mac", "/tra-cuu?q=xyzzy")


@pytest.fixture(autouse=True)
def _indexed(catalogue, index):
    index()


def _links(tree):
    return tree.xpath("//*[local-name()='link']")


@pytest.mark.needs(opds_schemas.FOLDER, "the schemas of OPDS, which we may not ship")
def test_every_feed_of_version_2_is_valid(fetch):
    for path in _FEEDS:
        assert json_errors(fetch(f"/opds/2{path}").get_json()) == [], path


@pytest.mark.slow
@pytest.mark.needs(opds_schemas.FOLDER and shutil.which("jing"), "jing and the schemas of OPDS")
def test_every_feed_of_version_1_is_valid(fetch, tmp_path):
    for path in _FEEDS:
        assert atom_errors(fetch(f"/opds/1.2{path}").data, Path(tmp_path)) == "", path


def test_an_e_reader_walks_from_the_start_to_a_book(fetch, catalogue):
    start = etree.fromstring(fetch("/opds", follow_redirects=True).data)
    shelves = [a.get("href") for a in _links(start) if a.get("rel") == "subsection"]
    books = etree.fromstring(fetch(shelves[0]).data)
    files = {
        a.get("type"): a.get("href")
        for a in _links(books)
        if a.get("rel") == f"{_REL}/acquisition/open-access"
    }
    assert set(files) == {"application/epub+zip", "application/pdf"}
    for media_type, address in files.items():
        assert fetch(address).mimetype == media_type
    (picture,) = [a.get("href") for a in _links(books) if a.get("rel") == f"{_REL}/image"]
    assert fetch(picture).mimetype == "image/webp"


def test_both_versions_hold_the_same_books(fetch, catalogue):
    for path in ("/moi", "/suu-tap/dia-chi", "/tra-cuu?q=thanh+nha+mac"):
        tree = etree.fromstring(fetch(f"/opds/1.2{path}").data)
        old = tree.xpath("//*[local-name()='entry']/*[local-name()='id']/text()")
        new = [
            publication["metadata"]["identifier"]
            for publication in fetch(f"/opds/2{path}").get_json()["publications"]
        ]
        assert old == new == [f"http://localhost/tai-lieu/{catalogue.book}"]


def test_a_search_has_facets_that_narrow_it(fetch):
    feed = fetch("/opds/2/tra-cuu?q=thanh+nha+mac").get_json()
    links = [link for group in feed["facets"] for link in group["links"]]
    assert links
    for link in links:
        narrowed = fetch(link["href"]).get_json()
        assert len(narrowed["publications"]) == link["properties"]["numberOfItems"] == 1


def test_an_empty_result_leads_back(fetch):
    feed = fetch("/opds/2/tra-cuu?q=xyzzy").get_json()
    assert [entry["href"].endswith("/opds/2") for entry in feed["navigation"]] == [True]


def test_long_collections_have_a_next_feed(fetch, engine, monkeypatch):
    monkeypatch.setattr(feeds, "PER_FEED", 2)
    with work(engine) as session:
        for number in range(4):
            make_item(session, f"Sách {number}")
    address, seen = "/opds/2/suu-tap/dia-chi", []
    while address:
        feed = fetch(address).get_json()
        seen += [book["metadata"]["title"] for book in feed["publications"]]
        address = next((a["href"] for a in feed["links"] if a["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) == 5


def test_the_search_of_an_e_reader_is_described(fetch):
    tree = etree.fromstring(fetch("/opds/opensearch.xml").data)
    (template,) = tree.xpath("//@template")
    assert "Trang đầu" not in fetch(template.replace("{searchTerms}", "thanh nha mac")).text


def test_clients_of_version_2_are_led_to_it(fetch):
    response = fetch("/opds", status=302, headers={"Accept": "application/opds+json"})
    assert response.headers["Location"].endswith("/opds/2")


@pytest.mark.parametrize("path", ["/opds/3", "/opds/2/suu-tap/khong-co", "/opds/1.2/khong"])
def test_other_addresses_are_not_found(fetch, path):
    fetch(path, status=404)


def test_a_feed_that_did_not_change_has_the_same_etag(fetch, monkeypatch):
    tags = [fetch(f"/opds/2{path}").headers["ETag"] for path in _FEEDS]
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert [fetch(f"/opds/2{path}").headers["ETag"] for path in _FEEDS] == tags
