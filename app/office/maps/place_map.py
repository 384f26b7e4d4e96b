"""Placing of a map sheet: points clicked or typed, the frame of a known grid, undo."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import cos, radians

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from PIL import Image, ImageFilter
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.services import services
from library.catalogue import queries
from library.catalogue.models import Page
from library.catalogue.queries import PageDetails
from library.changes import undoing
from library.database import reading, work
from library.errors import LibraryError
from library.maps import grid
from library.maps.coordinates import SYSTEMS, read_place
from library.maps.fitting import ControlPoint, fit, outlier
from library.maps.models import MapPlacement, PlacementMethod
from library.maps.placing import (
    MAX_POINTS,
    SheetPage,
    current_placement,
    place_sheet,
    remove_placement,
)
from library.maps.problems import NoEarlierPlacementError, PlacementChangedError
from library.maps.sheets import sheet_of_page
from library.places.atlas import HEIGHT, WIDTH, geographic_point, map_units
from library.staff.models import AuditEntry

_LONGEST_SIDE = 1400
_ANGLES = [step / 10 for step in range(-15, 16)]
"""Angles in degrees by which a sheet may be turned on its image; beyond, people click."""

_INNER = 0.7
"""Share of the image across which a line of the frame has to be unbroken."""

_LEAST_COVERAGE = 0.9
_DARK_RATIO = 0.72
"""A pixel is dark below this share of the median tone."""

_ASPECT_TOLERANCE = 0.02

Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """Corners of a frame in shares of the image, clockwise from the top left."""

    corners: tuple[Corner, Corner, Corner, Corner]
    aspect: float
    """Width by height in pixels."""

    def fits(self, places: Sequence[tuple[float, float]]) -> bool:
        """Return True if its proportions are those of a frame with these corners on the earth."""
        (west, north), (east, _), (_, south), _ = places
        wanted = (east - west) * cos(radians((north + south) / 2)) / (north - south)
        return abs(self.aspect / wanted - 1) <= _ASPECT_TOLERANCE


def measure_frame(content: bytes) -> Frame | None:
    """Return the frame of a sheet on its image; None if it has not four unbroken lines."""
    image = Image.open(BytesIO(content)).convert("L")
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    tones = image.resize((64, 64), Image.Resampling.BOX).tobytes()
    limit = sorted(tones)[len(tones) // 2] * _DARK_RATIO
    dark = image.point([255 if tone < limit else 0 for tone in range(256)])
    dark = dark.filter(ImageFilter.MaxFilter(3))  # thin lines stay whole when they are levelled
    top, bottom = _outermost(dark)
    first, last = _outermost(dark.transpose(Image.Transpose.TRANSPOSE))
    if top is None or bottom is None or first is None or last is None:
        return None
    pairs = ((top, first), (top, last), (bottom, last), (bottom, first))
    corners = tuple(_crossing(across, down) for across, down in pairs)
    width, height = image.size
    aspect = (corners[1][0] - corners[0][0]) / max(1.0, corners[3][1] - corners[0][1])
    return Frame(tuple((x / width, y / height) for x, y in corners), aspect)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is nearly level: y = begin + slope x."""

    begin: float
    slope: float


def _outermost(dark: Image.Image) -> tuple[_Line | None, _Line | None]:
    """Return the first and the last line that are unbroken across the middle of the image."""
    lines = [line for angle in _ANGLES for line in _lines(dark, radians(angle))]
    middle = dark.height / 2
    upper = [line for line in lines if line[0] < middle * 0.8]
    lower = [line for line in lines if line[0] > middle * 1.2]
    return _best(upper, -1, dark.width), _best(lower, 1, dark.width)


def _lines(dark: Image.Image, slope: float) -> list[tuple[float, float, float]]:
    """Return height at the middle, coverage and slope of the lines of one slope."""
    width, height = dark.size
    offset = -slope * width / 2
    level = dark.transform(dark.size, Image.Transform.AFFINE, (1, 0, 0, slope, 1, offset))
    margin = round(width * (1 - _INNER) / 2)
    middle = level.crop((margin, 0, width - margin, height))
    rows = middle.resize((1, height), Image.Resampling.BOX).tobytes()
    least = 255 * _LEAST_COVERAGE
    return [(float(y), row / 255, slope) for y, row in enumerate(rows) if row >= least]


def _best(lines: list[tuple[float, float, float]], side: int, width: int) -> _Line | None:
    """Return the outermost line on a side (1: below), with the slope that covers most of it."""
    if not lines:
        return None
    edge = max(side * y for y, _, _ in lines)
    near = [line for line in lines if edge - side * line[0] <= 6]
    best = max(coverage for _, coverage, _ in near)
    alike = [line for line in near if line[1] >= best - 0.005]
    y = sum(line[0] for line in alike) / len(alike)
    slope = sum(line[2] for line in alike) / len(alike)
    return _Line(y + 0.5 - slope * width / 2, slope)


def _crossing(across: _Line, down: _Line) -> Corner:
    """Return the point at which y = b + s x meets x = c + t y."""
    x = (down.begin + down.slope * across.begin) / (1 - across.slope * down.slope)
    return x, across.begin + across.slope * x


_FIELDS = ("x", "y", "vi", "kinh")
_LEAST_ROWS, _SPARE_ROWS = 6, 2
METHOD_NAMES = {
    PlacementMethod.CORNERS: "đặt theo bốn góc",
    PlacementMethod.POINTS: "đặt theo điểm",
    PlacementMethod.GRID: "đặt theo lưới",
}


@dataclass(frozen=True, slots=True)
class _Typed:
    """Contents of the form: a text for each field of each point, system, method and version."""

    rows: tuple[dict[str, str], ...]
    system: str
    method: PlacementMethod
    version: int


def show(
    item_id: str,
    number: int,
    typed: _Typed | None = None,
    *,
    problem: LibraryError | None = None,
    theirs: bool = False,
    proposed: str = "",
) -> str:
    """Show a sheet beside the map of the province; `to` fills in the corners of a sheet L7014."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = queries.page_details(session, item_id, number)
        sheet, row = sheet_of_page(session, item_id, number), _row(session, item_id, number)
        last = _last_change(session, item_id, number)
    typed = typed or _stored(row)
    version = row.version if row and theirs else typed.version
    rows = [*typed.rows, *({} for _ in range(_SPARE_ROWS))]
    rows += [{} for _ in range(_LEAST_ROWS - len(rows))]
    return render_template(
        "office/maps/place_map.html",
        record=record,
        page=page,
        sheet=sheet,
        row=row,
        last=last,
        typed=typed,
        version=version,
        rows=rows[:MAX_POINTS],
        fields=_FIELDS,
        systems=SYSTEMS,
        methods=METHOD_NAMES,
        problem=problem,
        proposed=proposed,
        grid_number=proposed or grid.find_number(record.number, record.title, page.text[:2000]),
        grid_names=grid.sheet_names(),
        distances=_distances(sheet.points if sheet else ()),
        units=map_units(),
        map_size=(WIDTH, HEIGHT),
        map_corner=geographic_point(0, 0),
        map_end=geographic_point(WIDTH, HEIGHT),
    )


def change(item_id: str, number: int) -> ResponseReturnValue:
    """Save the points, place the sheet by its grid, undo the last change or remove the sheet."""
    act = request.form.get("viec", "luu")
    if act not in ("luu", "luoi", "lui", "bo"):
        raise BadRequest
    if act == "luoi":
        return _place_by_grid(item_id, number)
    typed = _typed_in(request.form)
    sheet = SheetPage(item_id, number, typed.version)
    try:
        with work(services().database) as session:
            if act == "lui":
                _undo(session, sheet)
            elif act == "bo":
                remove_placement(session, sheet, current_user.name)
            else:
                points = tuple(_points(typed))
                place_sheet(session, sheet, points, typed.method, current_user.name)
    except LibraryError as problem:
        if problem.status not in (409, 422):
            raise
        is_changed = isinstance(problem, PlacementChangedError)
        return show(item_id, number, typed, problem=problem, theirs=is_changed), problem.status
    notices = {"luu": "Đã đặt tờ bản đồ.", "lui": "Đã trở về cách đặt trước.", "bo": "Đã bỏ."}
    flash(notices[act], "good")
    return _back(item_id, number)


def _last_change(session: Session, item_id: str, number: int) -> AuditEntry | None:
    return undoing.last_entry(session, item_id, ("map.place",), f"trang {number}")


def _undo(session: Session, sheet: SheetPage) -> None:
    current_placement(session, sheet)
    last = _last_change(session, sheet.item_id, sheet.number)
    if last is None:
        raise NoEarlierPlacementError
    undoing.undo_whole(session, last, current_user.name, current_user.role)


def _place_by_grid(item_id: str, number: int) -> ResponseReturnValue:
    """Place a sheet whose frame was found and has the proportions of its grid; else propose it."""
    sheet_number = request.form.get("to", "").strip()
    places = grid.corners(sheet_number)
    with reading(services().database) as session:
        page = queries.page_details(session, item_id, number)
    frame = _frame(page)
    version = request.form.get("ban", 0, type=int)
    if frame is None or not frame.fits(places):
        rows = tuple(_rows_of(_framed(frame, places)))
        typed = _Typed(rows, "wgs84", PlacementMethod.CORNERS, version)
        return show(item_id, number, typed, proposed=sheet_number)
    with work(services().database) as session:
        points = tuple(_framed(frame, places))
        sheet = SheetPage(item_id, number, version)
        place_sheet(session, sheet, points, PlacementMethod.GRID, current_user.name)
    flash(f"Đã đặt theo lưới của tờ {sheet_number}: khung của tờ tìm thấy trên ảnh.", "good")
    return _back(item_id, number)


def _frame(page: PageDetails) -> Frame | None:
    if not page.reading:
        return None
    return measure_frame(services().derivatives.read(page.reading[-1].digest))


def _framed(frame: Frame | None, places: tuple[tuple[float, float], ...]) -> Iterator[ControlPoint]:
    corners = frame.corners if frame else (None,) * 4
    for corner, (lon, lat) in zip(corners, places, strict=True):
        x, y = corner or (-1, -1)
        yield ControlPoint(x, y, lon, lat)


def _row(session: Session, item_id: str, number: int) -> MapPlacement | None:
    pages = select(MapPlacement).join(Page, Page.id == MapPlacement.page_id)
    return session.scalars(
        pages.where(Page.item_id == item_id, Page.number == number)
    ).one_or_none()


def _stored(row: MapPlacement | None) -> _Typed:
    points = [ControlPoint(*point) for point in row.points] if row else []
    method = row.method if row else PlacementMethod.POINTS
    return _Typed(tuple(_rows_of(points)), "wgs84", method, row.version if row else 0)


def _rows_of(points: object) -> Iterator[dict[str, str]]:
    for point in points:
        on_sheet = (f"{100 * share:.3f}" if share >= 0 else "" for share in (point.x, point.y))
        yield dict(zip(_FIELDS, (*on_sheet, f"{point.lat:.6f}", f"{point.lon:.6f}"), strict=True))


def _typed_in(fields: Mapping[str, str]) -> _Typed:
    system, method = fields.get("he", "wgs84"), fields.get("cach", "points")
    if system not in SYSTEMS or method not in list(PlacementMethod):
        raise BadRequest
    rows = (
        {name: fields.get(f"{name}{place}", "").strip()[:40] for name in _FIELDS}
        for place in range(1, MAX_POINTS + 1)
    )
    filled = tuple(row for row in rows if any(row.values()))
    return _Typed(filled, system, PlacementMethod(method), fields.get("ban", 0, type=int))


def _points(typed: _Typed) -> Iterator[ControlPoint]:
    """Yield the points whose fields are all filled in."""
    for row in typed.rows:
        if all(row.values()):
            lon, lat = read_place(row["vi"], row["kinh"], SYSTEMS[typed.system])
            yield ControlPoint(_share(row["x"]), _share(row["y"]), lon, lat)


def _share(text: str) -> float:
    try:
        return float(text.replace(",", ".").rstrip("% ")) / 100
    except ValueError:
        return -1.0


def _distances(points: tuple[ControlPoint, ...]) -> tuple[tuple[int, bool], ...]:
    """Return the error of each point in metres, and True for the outlier."""
    if not points:
        return ()
    fitted, odd = fit(points), outlier(points)
    return tuple((round(fitted.distance(p)), place == odd) for place, p in enumerate(points))


def _back(item_id: str, number: int) -> ResponseReturnValue:
    return redirect(url_for("office.place_map", item_id=item_id, number=number), code=303)
