"""Placements are versioned, undone, found by place, and marked when a page is scanned anew."""

import pytest

from library.catalogue.cataloguing import publish
from library.database import reading, work
from library.maps.models import MapPlacement, PlacementMethod
from library.maps.placing import SheetPage, place_sheet, remove_placement
from library.maps.problems import (
    NoEarlierPlacementError,
    PlacementChangedError,
    PointNotOnSheetError,
    PointOutsideError,
    TooFewPointsError,
    TooManyPointsError,
)
from library.maps.sheets import covering, placed_pages, published_sheets, sheet_of_page, showing
from library.places.atlas import map_units
from tests.makers import make_item, make_page
from tests.maps import LANG_SON, corner_points, place


@pytest.fixture
def page(engine):
    """Enter a published item of one page."""
    with work(engine) as session:
        item = make_item(session, "Tờ bản đồ", texts=(), published=False)
        page = make_page(session, item, "", taken_from="tệp:0 0.0-1.0")
        publish(session, item, "kiểm thử")
    return page


def _sheet(page, version):
    return SheetPage(page.item_id, page.number, version)


def test_a_sheet_is_found_by_what_it_shows(engine, page):
    with work(engine) as session:
        place(session, page)
    with reading(engine) as session:
        sheets = published_sheets(session)
    units = {unit.unit: unit for unit in map_units()}
    assert [sheet.item_id for sheet in covering(sheets, LANG_SON)] == [page.item_id]
    assert covering(sheets, (106.2, 22.3)) == ()
    assert showing(sheets, units["Phường Kỳ Lừa"]) == sheets
    assert showing(sheets, units["Xã Bắc Sơn"]) == ()


def test_a_small_plan_inside_a_commune_shows_it(engine, page):
    with work(engine) as session:
        place(session, page, west=106.755, north=21.851, side=0.001)
    with reading(engine) as session:
        sheets = published_sheets(session)
    assert any(showing(sheets, unit) for unit in map_units())


def test_of_two_people_the_second_is_refused(engine, page):
    with work(engine) as session:
        place(session, page)
    with pytest.raises(PlacementChangedError), work(engine) as session:
        place(session, page, west=106.0)
    with reading(engine) as session:
        assert session.get(MapPlacement, page.id).version == 1


def test_a_sheet_is_taken_off_the_map_once(engine, page):
    with work(engine) as session:
        place(session, page)
        remove_placement(session, _sheet(page, 1), "kiểm thử")
        assert placed_pages(session, page.item_id) == ()
        with pytest.raises(NoEarlierPlacementError):
            remove_placement(session, _sheet(page, 2), "kiểm thử")


def test_a_page_scanned_anew_keeps_its_place_and_asks_for_review(engine, page):
    with work(engine) as session:
        place(session, page)
    with work(engine) as session:
        session.merge(page).taken_from = "tệp mới:0 0.0-1.0"
    with work(engine) as session:
        assert sheet_of_page(session, page.item_id, page.number).needs_review
        place(session, page, 1)
        assert not sheet_of_page(session, page.item_id, page.number).needs_review


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        (corner_points()[:2], TooFewPointsError),
        (corner_points() * 7, TooManyPointsError),
        (corner_points(west=2.3), PointOutsideError),
        (corner_points(west=float("nan")), PointOutsideError),
        ([p._replace(x=1.4) for p in corner_points()], PointNotOnSheetError),
        ([p._replace(y=float("nan")) for p in corner_points()], PointNotOnSheetError),
    ],
    ids=("two points", "28 points", "Paris", "no number", "beside the sheet", "nowhere on it"),
)
def test_implausible_points_are_refused(engine, page, points, problem):
    with pytest.raises(problem), work(engine) as session:
        place_sheet(session, _sheet(page, 0), points, PlacementMethod.POINTS, "kiểm thử")
