"""Coordinates as printed on maps, old systems included, read as WGS 84.

Sources: EPSG 4131 and 3148 (Indian 1960, Everest 1830 by the adjustment of 1937), EPSG 1542 (its
shift to WGS 84 near 16° N, by NIMA TR8350.2: 25 metres on each axis, and Lạng Sơn is 600 km north
of there); EPSG 4756 with the shift of Quyết định 05/2007/QĐ-BTNMT (VN-2000; without its turns of
0.02 seconds, which are less than a metre); the meridian of Paris is 2°20′14.025″ east (EPSG 8903).
No shift is known for the datum of the maps of the Service géographique de l'Indochine, so none is
made: a sheet may lie several hundred metres off.
"""

import re
from dataclasses import dataclass
from math import (
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    degrees,
    hypot,
    pi,
    radians,
    sin,
    sinh,
    sqrt,
    tan,
)

from library.maps.problems import CoordinateError

_PARIS_DEGREES = 2.337229166667
_DEGREES_PER_GRAD = 0.9
_NUMBER = r"(\d{1,9}(?:[.,]\d{1,18})?)"
_ANGLE = re.compile(
    rf"([-+]?)\s*{_NUMBER}\s*(gr|g|°|º|\s)?\s*(?:{_NUMBER}\s*['′’\s]?\s*(?:{_NUMBER}\s*[\"″”]?)?)?"
    r"\s*([NBEĐ]?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """Figure of the earth: half of its long axis in metres, and its flattening."""

    axis: float
    flattening: float

    @property
    def eccentricity(self) -> float:
        """Square of the eccentricity."""
        return self.flattening * (2 - self.flattening)


WGS_84 = Ellipsoid(6_378_137, 1 / 298.257223563)
EVEREST = Ellipsoid(6_377_276.345, 1 / 300.8017)


@dataclass(frozen=True, slots=True)
class CoordinateSystem:
    """A system in which coordinates are printed."""

    name: str
    ellipsoid: Ellipsoid = WGS_84
    shift: tuple[float, float, float] = (0, 0, 0)
    """Metres from its centre of the earth to that of WGS 84."""
    is_utm: bool = False
    """True for metres in zone 48 of UTM: north and east instead of latitude and longitude."""
    is_paris: bool = False
    """True for grads; longitudes are counted from Paris."""


_INDIAN_1960 = EVEREST, (198.0, 881.0, 317.0)
_VN_2000 = WGS_84, (-191.904, -39.303, -111.450)
SYSTEMS = {
    "wgs84": CoordinateSystem("WGS 84 (GPS, bản đồ trên mạng)"),
    "indian1960": CoordinateSystem("Indian 1960, độ (khung tờ L7014)", *_INDIAN_1960),
    "indian1960-utm48": CoordinateSystem(
        "Indian 1960, UTM múi 48, mét (lưới tờ L7014)", *_INDIAN_1960, is_utm=True
    ),
    "paris": CoordinateSystem("Grát, kinh tuyến Pa-ri (tờ 1:100.000 của Pháp)", is_paris=True),
    "vn2000": CoordinateSystem("VN-2000, độ", *_VN_2000),
}


def read_place(latitude: str, longitude: str, system: CoordinateSystem) -> tuple[float, float]:
    """Return the longitude and latitude (WGS 84, in degrees) of typed coordinates.

    Raises CoordinateError.
    """
    if system.is_utm:
        lat, lon = _from_utm(_metres(latitude), _metres(longitude), system.ellipsoid)
    else:
        lat, lon = _degrees(latitude, system), _degrees(longitude, system)
        lon += _PARIS_DEGREES if system.is_paris else 0
    if not (abs(lat) < 89 and abs(lon) <= 180):
        raise CoordinateError(f"{latitude} {longitude}")
    return _shifted(lon, lat, system)


def _degrees(text: str, system: CoordinateSystem) -> float:
    match = _ANGLE.fullmatch(" ".join(text.split()))
    if match is None:
        raise CoordinateError(text)
    sign, degrees, unit, minutes, seconds, _ = match.groups()
    in_grads = (unit or "").lower() in ("g", "gr") or (system.is_paris and not unit)
    if minutes and (in_grads or max(_number(minutes), _number(seconds or "0")) >= 60):
        raise CoordinateError(text)
    value = _number(degrees) + _number(minutes or "0") / 60 + _number(seconds or "0") / 3600
    return (-1 if sign == "-" else 1) * value * (_DEGREES_PER_GRAD if in_grads else 1)


def _metres(text: str) -> float:
    digits = re.sub(r"[\s_]", "", text)
    if re.fullmatch(_NUMBER, digits) is None:
        raise CoordinateError(text)
    return _number(digits)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _shifted(lon: float, lat: float, system: CoordinateSystem) -> tuple[float, float]:
    """Return a position by the ellipsoid and centre of WGS 84, at height 0."""
    if system.ellipsoid is WGS_84 and not any(system.shift):
        return lon, lat
    east, north, square = radians(lon), radians(lat), system.ellipsoid.eccentricity
    radius = system.ellipsoid.axis / sqrt(1 - square * sin(north) ** 2)
    x = radius * cos(north) * cos(east) + system.shift[0]
    y = radius * cos(north) * sin(east) + system.shift[1]
    z = radius * (1 - square) * sin(north) + system.shift[2]
    distance, square = hypot(x, y), WGS_84.eccentricity
    north = atan2(z, distance * (1 - square))
    for _ in range(5):
        radius = WGS_84.axis / sqrt(1 - square * sin(north) ** 2)
        north = atan2(z + square * radius * sin(north), distance)
    return degrees(atan2(y, x)), degrees(north)


def _from_utm(northing: float, easting: float, figure: Ellipsoid) -> tuple[float, float]:
    """Return latitude and longitude of a position in zone 48 (the series of Krüger)."""
    n = figure.flattening / (2 - figure.flattening)
    scale = 0.9996 * figure.axis / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi, eta = northing / scale, (easting - 500_000) / scale
    if not (abs(xi) < pi / 2 and abs(eta) < 1):
        raise CoordinateError(f"{northing:g} {easting:g}")
    terms = (
        (2, n / 2 - 2 / 3 * n**2 + 37 / 96 * n**3),
        (4, n**2 / 48 + n**3 / 15),
        (6, 17 / 480 * n**3),
    )
    north = xi - sum(beta * sin(k * xi) * cosh(k * eta) for k, beta in terms)
    east = eta - sum(beta * cos(k * xi) * sinh(k * eta) for k, beta in terms)
    conformal = atan2(sin(north), hypot(sinh(east), cos(north)))
    latitude, root = conformal, sqrt(figure.eccentricity)
    for _ in range(6):
        latitude = atan(sinh(asinh(tan(conformal)) + root * atanh(root * sin(latitude))))
    return degrees(latitude), 105 + degrees(atan2(sinh(east), cos(north)))
