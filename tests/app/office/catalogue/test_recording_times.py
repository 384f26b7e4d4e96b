"""Recordings in the office, the API and handouts: their time, not a number of pages."""

import pytest

from kit.phone.handout_items import page_names
from library.catalogue.queries import item_pages
from library.database import reading, work
from tests.makers import make_item
from tests.recordings import make_recording


@pytest.fixture
def ceremony(engine, settings):
    """Create an item with two pages and a recording of eleven minutes; return its id."""
    with work(engine) as session:
        item = make_item(session, "Lễ cấp sắc", texts=("một", "hai"))
        make_recording(session, settings, item)
    return item.id


@pytest.mark.parametrize(
    ("address", "text"),
    [
        pytest.param(
            "/can-bo/tai-lieu?trang-thai=published", "2 trang · băng 11 phút", id="list of items"
        ),
        pytest.param("/can-bo/hang-loat", "2 trang · băng 11 phút", id="bulk changes"),
        pytest.param("/can-bo/tai-lieu/{}/trang", "5:00–10:00", id="light table"),
    ],
)
def test_the_office_names_the_times_of_a_recording(office, ceremony, address, text):
    assert text in office.visit(address.format(ceremony)).words


def test_the_api_names_the_length_of_a_recording(browser, ceremony):
    item = browser.fetch(f"/api/v1/items/{ceremony}").json
    (listed,) = browser.fetch("/api/v1/collections/dia-chi/items").json["items"]
    for row in (item, listed):
        assert (row["parts"], row["duration_seconds"]) == (3, 660)


def test_a_handout_names_the_times_of_a_recording(engine, ceremony):
    with reading(engine) as session:
        names = page_names(session, ceremony, item_pages(session, ceremony))
    assert list(names.values()) == [
        "trang 1",
        "trang 2",
        "0:00–5:00",
        "5:00–10:00",
        "10:00–11:00",
    ]
