"""Sheets are placed in the office: by typed points, by the grid, with versions and undo."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from app.office.maps.place_map import measure_frame
from library.catalogue.models import Derivative, DerivativeKind, Page
from library.database import reading, work
from library.maps import grid
from library.maps.models import MapPlacement, PlacementMethod
from library.storage.stores import derivative_store
from tests.makers import make_item, make_page
from tests.maps import corner_points, place

_WIDTH, _HEIGHT = 800, 860
_INSET = 80


def _drawing(turn=0.0, height=_HEIGHT, frame=True):
    """Draw a sheet with a frame of the proportions of 15 minutes at 22° north."""
    image = Image.new("L", (_WIDTH, height), 235)
    pen = ImageDraw.Draw(image)
    bottom = height - _INSET if height != _HEIGHT else _INSET + round((_WIDTH - 160) / 0.928)
    if frame:
        pen.rectangle((_INSET, _INSET, _WIDTH - _INSET, bottom), outline=30, width=2)
    for step in range(200, 700, 60):  # rivers and roads end somewhere
        pen.line((step, 140, step - 60, 640), fill=60, width=2)
    out = BytesIO()
    image.rotate(turn, fillcolor=235, resample=Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue(), bottom / height


@pytest.fixture
def sheet(engine, settings):
    """Return a function that enters a sheet of L7014 with a drawing, and returns its address."""

    def enter(content):
        with work(engine) as session:
            item = make_item(session, "Tờ 6352-1 Lạng Sơn", texts=(), published=False)
            page = make_page(session, item, "", width=_WIDTH, height=_HEIGHT)
            digest = derivative_store(settings).put(content)
            size = {"width": _WIDTH, "height": _HEIGHT, "bytes": len(content)}
            kind = DerivativeKind.READING
            page.derivatives.append(
                Derivative(kind=kind, digest=digest, media_type="image/png", **size)
            )
        return f"/can-bo/tai-lieu/{item.id}/trang/1/dat-ban-do"

    return enter


def _fields(points, version=0, **fields):
    typed = {"he": "wgs84", "cach": "corners", "ban": version, "viec": "luu"}
    for place_, point in enumerate(points, start=1):
        typed |= {f"x{place_}": f"{point.x * 100:.2f}", f"y{place_}": f"{point.y * 100}"}
        typed |= {f"vi{place_}": str(point.lat), f"kinh{place_}": str(point.lon)}
    return typed | fields


def _stored(engine):
    with reading(engine) as session:
        return session.query(MapPlacement).one_or_none()


def test_typed_corners_place_a_sheet(office, engine, sheet):
    address = sheet(_drawing()[0])
    page = office.send(address, address, _fields(corner_points()))
    assert "Đã đặt tờ bản đồ" in page.words
    assert "đặt theo bốn góc, sai lệch 0 m" in page.words
    assert (_stored(engine).west, _stored(engine).version) == (pytest.approx(106.5625), 1)
    assert page.form(address)["x1"] == "10.000"


def test_the_second_of_two_people_keeps_what_was_typed(office, engine, sheet):
    address = sheet(_drawing()[0])
    office.send(address, address, _fields(corner_points()))
    page = office.send(address, address, _fields(corner_points(west=106.2)), status=409)
    assert "vừa đặt lại tờ này" in page.words
    again = page.form(address)
    assert (again["kinh1"], again["ban"]) == ("106.2", "1")
    office.send(address, address, {**again, "viec": "luu"})
    assert _stored(engine).version == 2


def test_a_coordinate_that_cannot_be_read_comes_back_with_the_others(office, engine, sheet):
    address = sheet(_drawing()[0])
    typed = _fields(corner_points(), vi2="hai mươi mốt")
    page = office.send(address, address, typed, status=422)
    assert "Không đọc được toạ độ “hai mươi mốt”" in page.words
    assert page.form(address)["vi2"] == "hai mươi mốt"
    assert _stored(engine) is None


def test_a_wrong_point_among_five_is_named(office, sheet):
    address = sheet(_drawing()[0])
    corners = corner_points()
    middle = corners[0]._replace(x=0.5, y=0.5, lon=106.75, lat=21.85)
    quarter = corners[0]._replace(x=0.3, y=0.3, lon=106.675, lat=21.945)
    page = office.send(address, address, _fields((*corners, middle, quarter)))
    assert "điểm này lạc" in page.words


def test_undo_and_removal(office, engine, sheet):
    address = sheet(_drawing()[0])
    office.send(address, address, _fields(corner_points()))
    page = office.send(address, address, _fields((), 1, viec="bo"))
    assert _stored(engine).west is None
    assert "Bỏ khỏi bản đồ" not in page.words
    page = office.send(address, address, _fields((), 2, viec="lui"))
    assert _stored(engine).west == pytest.approx(106.5625)
    assert _stored(engine).version == 3  # the form that was open is refused
    office.send(address, address, _fields((), 3, viec="lui"))
    assert _stored(engine) is None


def test_a_frame_found_on_the_image_places_a_sheet_of_the_grid(office, engine, sheet):
    content, low = _drawing()
    address = sheet(content)
    page = office.send(address, address, {"viec": "luoi", "to": "6352-1", "ban": 0})
    assert "Đã đặt theo lưới của tờ 6352-1" in page.words
    row = _stored(engine)
    assert row.method is PlacementMethod.GRID
    shares = [point[:2] for point in row.points]
    assert shares[0] == pytest.approx([_INSET / _WIDTH, _INSET / _HEIGHT], abs=0.003)
    assert shares[2] == pytest.approx([1 - _INSET / _WIDTH, low], abs=0.003)
    assert [tuple(point[2:]) for point in row.points] == list(grid.corners("6352-1"))


@pytest.mark.parametrize(
    "content",
    [_drawing(frame=False)[0], _drawing(height=700)[0]],
    ids=("no frame", "another shape"),
)
def test_without_a_certain_frame_the_corners_are_proposed(office, engine, sheet, content):
    address = sheet(content)
    page = office.send(address, address, {"viec": "luoi", "to": "6352-1", "ban": 0})
    assert "không tìm được chắc chắn khung" in page.words
    assert page.form(address)["vi1"].startswith("22.00114")
    assert _stored(engine) is None


def test_a_turned_frame_is_measured(engine):
    frame = measure_frame(_drawing(turn=0.7)[0])
    turned = ((0.1 * _WIDTH, _INSET), (0.9 * _WIDTH, _INSET))
    (x1, y1), (x2, y2), *_ = frame.corners
    assert (y2 - y1) * _HEIGHT == pytest.approx(-0.7 / 57.3 * (x2 - x1) * _WIDTH, abs=1.5)
    assert abs(x1 * _WIDTH - turned[0][0]) < 8
    assert frame.fits(grid.corners("6352-1"))


def test_a_sheet_outside_the_grid_is_refused(office, sheet):
    address = sheet(_drawing()[0])
    office.send(address, address, {"viec": "luoi", "to": "../etc", "ban": 0}, status=422)


def test_the_place_of_a_page_that_was_scanned_anew_asks_for_review(office, engine, sheet):
    address = sheet(_drawing()[0])
    with work(engine) as session:
        place(session, session.query(Page).one())
        session.query(MapPlacement).one().scan = "tệp cũ:0 0.0-1.0"
    assert "Cần xem lại" in office.visit(address).words
