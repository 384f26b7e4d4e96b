"""Drafts and their images are for staff who catalogue; every route of an item is asked."""

import pytest

from library.database import work
from tests.app.addresses import address, writing
from tests.app.scans import add_page_pdf, make_scan
from tests.makers import make_item

_HIDDEN = {403, 404}


@pytest.fixture
def draft(engine, settings):
    """Enter a scanned draft; return its id, its page and the checksum of its image."""
    with work(engine) as session:
        item = make_item(session, "Bản thảo mật", texts=(), published=False)
        page = make_scan(session, settings, item, "chữ mật")
        add_page_pdf(settings, page)
        images = {derivative.kind.value: derivative.digest for derivative in page.derivatives}
    return {"item_id": item.id, "number": 1, "page": 1, "page_id": page.id} | {
        "digest": images["reading"]
    }


def _addresses(app, draft):
    """Return an address for every route of an item that answers GET."""
    return [
        address(app, rule, **draft)
        for rule in app.url_map.iter_rules()
        if "item_id" in rule.arguments and "GET" in rule.methods and not writing(rule)
    ]


@pytest.mark.parametrize("role", ["point-librarian", "culture-officer", "programme-officer"])
def test_no_route_shows_a_draft_to_staff_who_do_not_catalogue(app, staff, draft, role):
    browser = staff(role)
    answers = {
        route: browser.fetch(route, follow_redirects=True).status_code
        for route in _addresses(app, draft)
    }
    assert len(answers) > 30
    assert {route: status for route, status in answers.items() if status not in _HIDDEN} == {}


def test_a_cataloguer_sees_the_images_of_a_draft(staff, draft):
    image = f"/tai-lieu/{draft['item_id']}/trang/1/anh/{draft['digest']}"
    assert staff("cataloguer").fetch(image).status_code == 200
    assert staff("point-librarian").fetch(image).status_code == 404
