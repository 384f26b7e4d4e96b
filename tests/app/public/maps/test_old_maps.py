"""Old maps lie over the map of today and are found by place, by the rights of their pages."""

import re
from itertools import pairwise

import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import work
from library.places.atlas import map_point
from library.places.units import slug_of
from tests.app.scans import make_scan
from tests.makers import make_item
from tests.maps import place

_POINT = "?vi=21,85&kinh=106,76"


@pytest.fixture
def enter(engine, settings):
    """Return a function that enters a placed sheet, published or not, and returns its item."""

    def _enter(title="Tờ Lạng Sơn", *, published=True, access=None, **where):
        with work(engine) as session:
            item = make_item(session, title, texts=(), published=False)
            page = make_scan(session, settings, item, "Kỳ Lừa")
            place(session, page, **where)
            if published:
                publish(session, item, "kiểm thử")
            if access:
                item.access = access
        return item.id

    return _enter


def _on_map(item_id):
    return f"/tai-lieu/{item_id}/trang/1/tren-ban-do"


def _georef(item_id):
    return f"/iiif/3/{item_id}/canvas/1/georef"


def test_a_sheet_lies_on_the_map_of_today(browser, enter):
    item_id = enter()
    assert browser.visit(f"/tai-lieu/{item_id}/trang/1").has_link_to(_on_map(item_id))
    page = browser.visit(_on_map(item_id))
    (image,) = page.all("image")
    assert image.get("opacity") == "0.5"
    a, b, c, d, e, f = map(float, re.findall(r"-?[\d.]+", image.get("transform")))
    corner = (a * 100 + c * 100 + e, b * 100 + d * 100 + f)  # a tenth from the left and the top
    assert corner == pytest.approx(map_point(22.0, 106.6), abs=0.01)
    far_corner = (a * 900 + c * 900 + e, b * 900 + d * 900 + f)
    assert far_corner == pytest.approx(map_point(21.7, 106.9), abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    "parameters",
    ["mo=0", "mo=100&phong=4", "phong=-99&mo=7777", "x=nan&y=inf", "x=1e99&phong=a"],
)
def test_views_are_bounded_whatever_is_typed(browser, enter, parameters):
    page = browser.visit(f"{_on_map(enter())}?{parameters}")
    (drawing,) = page.all("svg", class_="over-map")
    x, y, width, height = map(float, drawing.get("viewbox").split())
    assert -3000 < x < 3000
    assert -3000 < y < 3000
    assert 4 < width == height < 4000
    assert 0 <= float(page.all("image")[0].get("opacity")) <= 1


def test_a_page_that_is_not_placed_has_no_map(browser, enter, engine, settings):
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        make_scan(session, settings, item, "Kỳ Lừa")
        publish(session, item, "kiểm thử")
    browser.visit(_on_map(item.id), status=404)
    browser.visit(_georef(item.id), status=404)


def test_sheets_are_found_by_point_and_by_commune(browser, enter):
    here, elsewhere = enter(), enter("Tờ Bắc Sơn", west=106.2, side=0.1)
    assert browser.visit("/ban-do-cu").has_link_to(_on_map(elsewhere))
    for query in (_POINT, f"?xa={slug_of('Phường Kỳ Lừa')}"):
        page = browser.visit(f"/ban-do-cu{query}")
        assert page.has_link_to(_on_map(here))
        assert not page.has_link_to(_on_map(elsewhere))
    commune = browser.visit(f"/dia-danh/{slug_of('Phường Kỳ Lừa')}")
    assert commune.has_link_to(_on_map(here))
    assert not commune.has_link_to(_on_map(elsewhere))


def test_a_coordinate_that_cannot_be_read_is_answered_with_a_sentence(browser, enter):
    enter()
    page = browser.visit("/ban-do-cu?vi=<b>&kinh=106")
    assert "Không đọc được toạ độ “<b>”" in page.words


def test_the_georeference_annotation_keeps_the_rules_of_the_extension(browser, enter):
    item_id = enter()
    manifest = browser.fetch(f"/iiif/3/{item_id}").json
    (canvas,) = manifest["items"]
    address = f"http://localhost{_georef(item_id)}"
    assert {"id": address, "type": "AnnotationPage"} in canvas["annotations"]
    answer = browser.fetch(_georef(item_id)).json
    assert answer["@context"] == [
        "http://iiif.io/api/extension/georef/1/context.json",
        "http://iiif.io/api/presentation/3/context.json",
    ]
    assert (answer["id"], answer["type"]) == (address, "AnnotationPage")
    (annotation,) = answer["items"]
    assert annotation["motivation"] == "georeferencing"
    source = annotation["target"]["source"]
    assert [source[key] for key in ("id", "type", "width", "height")] == [
        *(canvas["id"], "Canvas", canvas["width"], canvas["height"])
    ]
    points = re.search(r'points="([^"]*)"', annotation["target"]["selector"]["value"])[1].split()
    assert len(points) >= 3
    body = annotation["body"]
    assert body["type"] == "FeatureCollection"
    assert body["transformation"] == {"type": "polynomial", "options": {"order": 1}}
    assert len(body["features"]) >= 3
    for feature in body["features"]:
        x, y = feature["properties"]["resourceCoords"]
        assert 0 <= x <= canvas["width"]
        assert 0 <= y <= canvas["height"]
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        lon, lat = feature["geometry"]["coordinates"]
        assert 102 < lon < 111
        assert 18 < lat < 26


def test_outlines_are_open_data(browser, enter):
    item_id = enter()
    response = browser.fetch("/du-lieu/ban-do-cu.geojson")
    assert response.content_type == "application/geo+json"
    assert response.cache_control.max_age <= 30  # nothing that names items is kept longer
    (feature,) = response.json["features"]
    assert feature["id"] == f"http://localhost{_on_map(item_id)}"
    (ring,) = feature["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    turns = [x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)]
    assert sum(turns) > 0  # counterclockwise


@pytest.mark.parametrize(
    ("published", "access"),
    [(False, None), (True, Access.LIBRARY)],
    ids=("a draft", "read in the library only"),
)
def test_what_nobody_may_read_from_outside_shows_no_outline(browser, enter, published, access):
    item_id = enter("Tờ mật", published=published, access=access)
    assert browser.fetch("/du-lieu/ban-do-cu.geojson").json["features"] == []
    for address in ("/ban-do-cu", f"/ban-do-cu{_POINT}", f"/dia-danh/{slug_of('Phường Kỳ Lừa')}"):
        page = browser.visit(address)
        assert not page.has_link_to(_on_map(item_id))
        assert not page.all("polygon")
    for address in (_on_map(item_id), _georef(item_id)):
        assert browser.fetch(address).status_code in (403, 404)
    manifest = browser.fetch(f"/iiif/3/{item_id}")
    assert "georef" not in manifest.text
