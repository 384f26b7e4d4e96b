"""Requests of the Image API: what an address asks for, and what is refused."""

import pytest

from app.interfaces.iiif.image_request import (
    SCREEN_AREA,
    BadImageRequestError,
    max_area,
    parse,
)

_PAGE = 900, 1260


@pytest.mark.parametrize(
    ("region", "size", "box", "expected"),
    [
        ("full", "max", (0, 0, 900, 1260), (900, 1260)),
        ("square", "max", (0, 180, 900, 900), (900, 900)),
        ("100,200,300,400", "max", (100, 200, 300, 400), (300, 400)),
        ("800,1200,500,500", "max", (800, 1200, 100, 60), (100, 60)),
        ("pct:10,50,50,25", "max", (90, 630, 450, 315), (450, 315)),
        ("full", "450,", (0, 0, 900, 1260), (450, 630)),
        ("full", ",630", (0, 0, 900, 1260), (450, 630)),
        ("full", "pct:50", (0, 0, 900, 1260), (450, 630)),
        ("full", "300,300", (0, 0, 900, 1260), (300, 300)),
        ("full", "!300,300", (0, 0, 900, 1260), (214, 300)),
        ("full", "!9000,9000", (0, 0, 900, 1260), (900, 1260)),
        ("0,0,100,100", "^200,", (0, 0, 100, 100), (200, 200)),
        ("0,0,100,100", "^!300,600", (0, 0, 100, 100), (300, 300)),
        ("0,0,100,100", "^pct:150", (0, 0, 100, 100), (150, 150)),
        ("0,0,100,100", "^max", (0, 0, 100, 100), (2000, 2000)),
    ],
)
def test_region_and_size_are_understood(region, size, box, expected):
    request = parse(3, (region, size, "0", "default.jpg"), _PAGE, SCREEN_AREA)
    assert (request.region, request.size) == (box, expected)


@pytest.mark.parametrize(
    "parts",
    [
        ("900,0,10,10", "max", "0", "default.jpg"),
        ("0,0,0,10", "max", "0", "default.jpg"),
        ("-1,0,10,10", "max", "0", "default.jpg"),
        ("pct:0,0,0,0", "max", "0", "default.jpg"),
        ("square,", "max", "0", "default.jpg"),
        ("full", "901,", "0", "default.jpg"),
        ("full", "full", "0", "default.jpg"),
        ("full", ",", "0", "default.jpg"),
        ("full", "!100,", "0", "default.jpg"),
        ("full", "0,", "0", "default.jpg"),
        ("full", "pct:0.001", "0", "default.jpg"),
        ("full", "pct:101", "0", "default.jpg"),
        ("full", "^9999999,9999999", "0", "default.jpg"),
        ("full", "max", "361", "default.jpg"),
        ("full", "max", "-90", "default.jpg"),
        ("full", "max", "!!0", "default.jpg"),
        ("full", "max", "0", "best.jpg"),
        ("full", "max", "0", "default.tif"),
        ("full", "max", "0", "default"),
        ("full", "max", "0", "default.jpg.jpg"),
        ("full", "max", "٩", "default.jpg"),
        pytest.param(("full", "^66000,9", "0", "default.jpg"), id="a side JPEG cannot hold"),
        pytest.param(("full", "^9,16384", "0", "default.webp"), id="a side WebP cannot hold"),
        pytest.param(("full", "^9,16384", "90", "default.webp"), id="a side after a turn"),
        pytest.param(("full", "^60000,60", "45", "default.png"), id="gigabytes of corners"),
    ],
)
def test_a_request_for_no_image_is_refused(parts):
    with pytest.raises(BadImageRequestError):
        parse(3, parts, _PAGE, SCREEN_AREA)


@pytest.mark.parametrize(
    ("version", "parts", "canonical"),
    [
        (3, ("0,0,900,1260", "900,1260", "0", "default.jpg"), "full/900,1260/0/default.jpg"),
        (3, ("full", "max", "!450", "gray.png"), None),
        (3, ("full", "max", "!90.0", "gray.png"), "full/max/!90/gray.png"),
        (3, ("0,0,10,10", "^20,", "22.50", "color.webp"), "0,0,10,10/^20,20/22.5/color.webp"),
        (2, ("full", "full", "0", "default.jpg"), "full/full/0/default.jpg"),
        (2, ("full", "pct:50", "0", "default.jpg"), "full/450,/0/default.jpg"),
        (2, ("full", "300,300", "0", "default.jpg"), "full/300,300/0/default.jpg"),
        (2, ("0,0,10,10", "20,", "0", "default.jpg"), "0,0,10,10/20,/0/default.jpg"),
        (2, ("full", "^max", "0", "default.jpg"), None),
    ],
)
def test_every_request_has_one_canonical_form(version, parts, canonical):
    if canonical is None:
        with pytest.raises(BadImageRequestError):
            parse(version, parts, _PAGE, SCREEN_AREA)
    else:
        assert parse(version, parts, _PAGE, SCREEN_AREA).canonical(version) == canonical


@pytest.mark.parametrize(
    ("page", "is_full", "size"),
    [
        pytest.param((2481, 3509), True, (2481, 3509), id="a letter at 300 dpi"),
        pytest.param((4961, 3509), True, (4961, 3509), id="a newspaper"),
        pytest.param((7017, 9933), True, (3509, 4967), id="a large map: its largest level"),
        pytest.param((2481, 3509), False, (1681, 2378), id="on site: as much as a screen shows"),
        pytest.param((900, 1260), False, (900, 1260), id="a small page"),
    ],
)
def test_as_much_of_a_page_is_sent_as_memory_and_its_rights_allow(page, is_full, size):
    most = max_area(page, is_full=is_full)
    assert parse(3, ("full", "max", "0", "default.jpg"), page, most).size == size


def test_only_the_part_of_a_large_page_that_fits_is_sent_unscaled():
    most = max_area((7017, 9933), is_full=True)
    assert parse(3, ("9,9,4000,4000", "max", "0", "default.jpg"), (7017, 9933), most).size == (
        4000,
        4000,
    )
