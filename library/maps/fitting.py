"""Fitting of a map sheet to its control points: an affine map by least squares, its residuals.

An affine map has no script's help to be drawn in a browser. A sheet of 15 minutes drawn in UTM
differs from it by some 12 metres at its corners.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sqrt
from typing import NamedTuple

from library.maps.problems import MirroredSheetError, PointsInLineError

_METRES_PER_DEGREE = 111_195
_LEAST_SPREAD = 1e-4
"""Least determinant of the scatter of the points: about a tenth of the sheet in each direction."""

_OUTLIER_RATIO, _OUTLIER_METRES = 3, 50
"""A point is an outlier if without it the residual is this many times smaller, and it is itself
farther away than this."""


class ControlPoint(NamedTuple):
    """A place on the image, in shares of its width and height, and on the earth, in degrees."""

    x: float
    y: float
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class SheetFit:
    """Affine map from the image to the earth: lon = a x + b y + c, lat = d x + e y + f."""

    lon: tuple[float, float, float]
    lat: tuple[float, float, float]

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the longitude and latitude of a place on the image."""
        return _value(self.lon, x, y), _value(self.lat, x, y)

    def share(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the place on the image, in shares, of a position on the earth."""
        (a, b, c), (d, e, f) = self.lon, self.lat
        determinant = a * e - b * d
        east, north = lon - c, lat - f
        return (e * east - b * north) / determinant, (a * north - d * east) / determinant

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Corners of the image on the earth, clockwise from the top left."""
        return tuple(self.place(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)))

    def distance(self, point: ControlPoint) -> float:
        """Return the distance in metres of a control point from its place on the map."""
        lon, lat = self.place(point.x, point.y)
        east = (lon - point.lon) * cos(radians(point.lat))
        return hypot(east, lat - point.lat) * _METRES_PER_DEGREE

    def residual(self, points: Sequence[ControlPoint]) -> float:
        """Return the root mean square distance of these points, in metres."""
        return sqrt(sum(self.distance(point) ** 2 for point in points) / len(points))


def fit(points: Sequence[ControlPoint]) -> SheetFit:
    """Return the map that fits the points best; raise PointsInLineError or MirroredSheetError."""
    count = len(points)
    middle_x, middle_y = sum(p.x for p in points) / count, sum(p.y for p in points) / count
    xs, ys = [p.x - middle_x for p in points], [p.y - middle_y for p in points]
    xx, yy, xy = _dot(xs, xs) / count, _dot(ys, ys) / count, _dot(xs, ys) / count
    determinant = xx * yy - xy * xy
    if determinant < _LEAST_SPREAD:
        raise PointsInLineError

    def solve(values: list[float]) -> tuple[float, float, float]:
        vx, vy = _dot(xs, values) / count, _dot(ys, values) / count
        a, b = (vx * yy - vy * xy) / determinant, (vy * xx - vx * xy) / determinant
        return a, b, sum(values) / count - a * middle_x - b * middle_y

    sheet_fit = SheetFit(solve([p.lon for p in points]), solve([p.lat for p in points]))
    turn = sheet_fit.lon[0] * sheet_fit.lat[1] - sheet_fit.lon[1] * sheet_fit.lat[0]
    if abs(turn) < 1e-12:
        raise PointsInLineError
    if turn > 0:  # y of the image grows to the south
        raise MirroredSheetError
    return sheet_fit


def outlier(points: Sequence[ControlPoint]) -> int | None:
    """Return the index of the point that does not fit the others; None without one.

    Of four points and an affine map nobody can say which one is wrong.
    """
    if len(points) < 5:
        return None
    residual = fit(points).residual(points)
    without = [_without(points, index) for index in range(len(points))]
    residuals = [pair and pair[0].residual(pair[1]) for pair in without]
    index = min(
        range(len(points)), key=lambda i: residual if residuals[i] is None else residuals[i]
    )
    remaining = without[index]
    if remaining is None or residuals[index] * _OUTLIER_RATIO > residual:
        return None
    return index if remaining[0].distance(points[index]) > _OUTLIER_METRES else None


def _without(
    points: Sequence[ControlPoint], index: int
) -> tuple[SheetFit, list[ControlPoint]] | None:
    remaining = [point for place, point in enumerate(points) if place != index]
    try:
        return fit(remaining), remaining
    except (PointsInLineError, MirroredSheetError):
        return None


def contains(polygon: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """Return True if a polygon contains a point."""
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def _dot(first: Sequence[float], second: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))


def _value(row: tuple[float, float, float], x: float, y: float) -> float:
    return row[0] * x + row[1] * y + row[2]
