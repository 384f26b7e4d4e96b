"""Manifests: the record of an item and its pages for viewers of other sites."""

import pytest

from app.web import caching
from library.catalogue.description.parts import put_into
from library.catalogue.models import Access, Item
from library.database import work
from tests.app.interfaces.iiif.schemas import PRESENTATION_SCHEMA, presentation_complaints
from tests.makers import BY, make_item, make_page


def test_a_manifest_describes_the_item_and_its_pages(book, ask):
    manifest = ask(f"/iiif/3/{book.id}")
    assert manifest["label"] == {"vi": ["Chợ Kỳ Lừa"]}
    assert manifest["rights"] == "http://creativecommons.org/licenses/by-sa/4.0/"
    assert manifest["navDate"] == "1936-05-01T00:00:00Z"
    pairs = {pair["label"]["vi"][0]: pair["value"]["none"][0] for pair in manifest["metadata"]}
    assert (pairs["Tác giả"], pairs["Ngày"]) == ("Lan", "5/1936")
    first, second, third = manifest["items"]
    assert (first["width"], first["height"]) == (900, 1260)
    assert [canvas["label"]["none"] for canvas in (first, second, third)] == [["1"], ["2"], ["3"]]
    (structure,) = manifest["structures"]
    assert structure["label"]["vi"] == ["Bìa"]
    assert structure["items"] == [{"id": first["id"], "type": "Canvas"}]


def test_every_address_of_a_manifest_answers(browser, book, ask):
    manifest = ask(f"/iiif/3/{book.id}")
    canvas = manifest["items"][0]
    body = canvas["items"][0]["items"][0]["body"]
    addresses = [
        body["id"],
        f"{body['service'][0]['id']}/info.json",
        canvas["id"],
        canvas["thumbnail"][0]["id"],
        canvas["annotations"][0]["id"],
        *(link["id"] for name in ("homepage", "seeAlso", "partOf") for link in manifest[name]),
        *(link["id"] for link in manifest["rendering"][1:]),
    ]
    for address in addresses:
        with browser.client.get(address.removeprefix("http://localhost")) as response:
            assert response.status_code in (200, 303), address


@pytest.mark.parametrize("version", [2, 3])
def test_canvas_image_and_image_service_have_one_size(book, sheet, ask, version):
    for item in (book, sheet):
        manifest = ask(f"/iiif/{version}/{item.id}")
        if version == 3:
            canvas = manifest["items"][0]
            image = canvas["items"][0]["items"][0]["body"]
            service = image["service"][0]["id"]
        else:
            canvas = manifest["sequences"][0]["canvases"][0]
            image = canvas["images"][0]["resource"]
            service = image["service"]["@id"]
        sizes = [(part["width"], part["height"]) for part in (canvas, image)]
        info = ask(f"{service}/info.json")
        assert sizes == [(info["width"], info["height"])] * 2


def test_a_page_without_an_image_has_no_canvas(engine, book, ask):
    with work(engine) as session:
        make_page(session, session.get_one(Item, book.id), "Chỉ có chữ")
    assert len(ask(f"/iiif/3/{book.id}")["items"]) == 3


def test_an_item_that_is_only_text_has_no_manifest_and_no_link_to_one(browser, engine):
    with work(engine) as session:
        item = make_item(session)
    with browser.client.get(f"/iiif/3/{item.id}") as response:
        assert response.status_code == 404
    assert "/iiif/" not in browser.visit(f"/tai-lieu/{item.id}").html


def test_the_lines_of_a_page_have_their_places(book, ask):
    (line,) = ask(f"/iiif/3/{book.id}/canvas/2/lines")["items"]
    assert line["body"]["value"] == "Chợ Kỳ Lừa ngày phiên"
    assert line["target"].endswith(f"/iiif/3/{book.id}/canvas/2#xywh=90,180,396,27")


def test_an_item_for_reading_on_site_says_so_and_shows_nothing_else(enter, ask):
    manifest = ask(f"/iiif/3/{enter(access=Access.LIBRARY).id}")
    assert "Chỉ đọc trên máy tính của thư viện" in manifest["requiredStatement"]["value"]["vi"][0]
    assert not {"service", "rendering", "thumbnail"} & set(manifest)
    canvas = manifest["items"][0]
    assert "annotations" not in canvas
    assert canvas["thumbnail"][0]["id"].endswith("/iiif/auth/notice.png")


@pytest.mark.parametrize("published", [False, True])
def test_an_item_that_readers_may_not_see_has_no_manifest(browser, engine, published):
    access = Access.STAFF if published else Access.PUBLIC
    with work(engine) as session:
        item = make_item(session, "Mật", texts=["chữ"], access=access, published=published)
    for version in (2, 3):
        with browser.client.get(f"/iiif/{version}/{item.id}") as response:
            assert response.status_code == 404
            assert "Mật" not in response.get_data(as_text=True)


def test_a_manifest_names_the_item_that_contains_it(engine, enter, ask):
    volume, part = enter(title="Cả tập"), enter(title="Một bài")
    with work(engine) as session:
        put_into(session, session.get(Item, part.id), volume.id, BY)
    addresses = [container["id"] for container in ask(f"/iiif/3/{part.id}")["partOf"]]
    assert addresses[1].endswith(f"/iiif/3/{volume.id}")


def test_older_viewers_get_the_same_in_version_2(book, ask):
    manifest = ask(f"/iiif/2/{book.id}")
    assert manifest["@type"] == "sc:Manifest"
    assert manifest["license"] == "http://creativecommons.org/licenses/by-sa/4.0/"
    canvases = manifest["sequences"][0]["canvases"]
    resource = canvases[0]["images"][0]["resource"]
    assert resource["service"]["profile"] == "http://iiif.io/api/image/2/level2.json"
    assert ask(f"{resource['service']['@id']}/info.json")["width"] == 900
    assert manifest["structures"][0]["canvases"] == [canvases[0]["@id"]]
    assert manifest["service"]["profile"] == "http://iiif.io/api/search/1/search"


def test_an_unchanged_manifest_is_not_sent_again(browser, book):
    with browser.client.get(f"/iiif/3/{book.id}") as response:
        tag = response.headers["ETag"]
        assert response.headers["Cache-Control"] == caching.for_seconds(30, public=True)
    again = browser.client.get(f"/iiif/3/{book.id}", headers={"If-None-Match": tag})
    with again as response:
        assert response.status_code == 304


@pytest.mark.needs(PRESENTATION_SCHEMA, "the schema of Presentation 3.0, which we may not ship")
def test_manifests_and_collections_fit_the_standard(enter, book, sheet, ask):
    onsite = enter(access=Access.LIBRARY, title="Tại chỗ")
    for item in (book, sheet, onsite):
        assert presentation_complaints(ask(f"/iiif/3/{item.id}")) == []
    for address in ("/iiif/collections", f"/iiif/collections/{book.collection}"):
        assert presentation_complaints(ask(address)) == []
