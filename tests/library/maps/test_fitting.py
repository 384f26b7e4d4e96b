"""A sheet is fitted to its points; the residual is in metres, and a wrong point is found."""

import pytest

from library.maps.fitting import ControlPoint, contains, fit, outlier
from library.maps.problems import MirroredSheetError, PointsInLineError

_SHARES = ((0.1, 0.1), (0.9, 0.12), (0.88, 0.9), (0.12, 0.88), (0.5, 0.5), (0.3, 0.7))


def _truth(x, y):
    """Return the place of a point on a sheet that is turned by a degree on its scan."""
    return 106.5 + 0.3 * x - 0.005 * y, 22.0 - 0.28 * y - 0.005 * x


def _points(count=6, **moved):
    points = [ControlPoint(x, y, *_truth(x, y)) for x, y in _SHARES[:count]]
    for place, metres in moved.items():
        index = int(place.removeprefix("p"))
        points[index] = points[index]._replace(lat=points[index].lat + metres / 111_195)
    return points


def test_a_sheet_without_errors_is_met_to_the_centimetre():
    fitted = fit(_points(3))
    assert fitted.place(0.7, 0.2) == pytest.approx(_truth(0.7, 0.2), abs=1e-9)
    assert fitted.share(*_truth(0.7, 0.2)) == pytest.approx((0.7, 0.2), abs=1e-9)
    assert fit(_points()).residual(_points()) < 0.01


def test_the_residual_is_in_metres():
    up, down = _points(4, p0=200), _points(4, p0=-200)
    assert fit(up).residual(up) == pytest.approx(50, rel=0.1)  # all four share the error
    assert fit(down).residual(down) == pytest.approx(50, rel=0.1)


@pytest.mark.parametrize("index", range(6))
def test_the_point_that_does_not_fit_is_named(index):
    assert outlier(_points(**{f"p{index}": 900})) == index


def test_small_errors_and_four_points_name_none():
    assert outlier(_points(p1=20)) is None
    assert outlier(_points(4, p1=900)) is None


def test_points_in_a_line_are_refused():
    points = [ControlPoint(share, share, *_truth(share, share)) for share in (0.1, 0.5, 0.9)]
    with pytest.raises(PointsInLineError):
        fit(points)


def test_one_place_for_all_points_is_refused():
    with pytest.raises(PointsInLineError):
        fit([point._replace(lon=106.7, lat=21.8) for point in _points()])


def test_a_mirrored_sheet_is_refused():
    first, second, third, fourth = _points(4)
    swapped = [
        first._replace(lon=second.lon, lat=second.lat),
        second._replace(lon=first.lon, lat=first.lat),
        third._replace(lon=fourth.lon, lat=fourth.lat),
        fourth._replace(lon=third.lon, lat=third.lat),
    ]
    with pytest.raises(MirroredSheetError):
        fit(swapped)


def test_a_polygon_contains_what_is_inside():
    square = ((0, 0), (10, 0), (10, 10), (0, 10))
    assert contains(square, 5, 5)
    assert not contains(square, 15, 5)
