"""Authorization Flow: what a viewer learns about images for reading on site."""

import json
import re

import pytest

from app.interfaces.iiif.auth import CONTEXT
from library.catalogue.models import Access
from library.database import work
from points.access_points.enrolment import announce, enrol
from tests.app.interfaces.iiif.schemas import complaints
from tests.app.reading_room import enter_room
from tests.makers import make_settings


@pytest.fixture
def settings(tmp_path):
    """Return the settings of a site that is reached by https."""
    return make_settings(tmp_path / "nhà", https="1")


def _token_message(browser):
    with browser.client.get("/iiif/auth/token?messageId=1&origin=https://x.vn") as response:
        page = response.get_data(as_text=True)
    return json.loads(re.search('data-message="(.*?)"', page)[1].replace("&#34;", '"'))


def test_an_image_for_reading_on_site_announces_its_probe(enter, ask):
    item = enter(access=Access.LIBRARY)
    (probe,) = ask(f"/iiif/image/3/{item.id}:1/info.json")["service"]
    assert probe["id"].startswith("https://")
    assert complaints("auth-2.0", {"@context": CONTEXT} | probe) == []


def test_an_open_image_announces_nothing(book, ask):
    assert "service" not in ask(f"/iiif/image/3/{book.id}:1/info.json")


def test_a_stranger_is_told_where_the_item_may_be_read(browser, enter, ask):
    answer = ask(f"/iiif/auth/probe/{enter(access=Access.LIBRARY).id}:1")
    assert complaints("auth-2.0", answer) == []
    assert answer["status"] == 401
    assert answer["note"] == {"vi": ["Chỉ đọc trên máy tính của thư viện."]}
    message = _token_message(browser)
    assert complaints("auth-2.0", message) == []
    assert message["profile"] == "missingAspect"


def test_an_enrolled_computer_sees_the_image_and_gets_a_token(browser, engine, enter, ask):
    item = enter(access=Access.LIBRARY)
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
    enter_room(browser, token)
    assert ask(f"/iiif/auth/probe/{item.id}:1")["status"] == 200
    message = _token_message(browser)
    assert complaints("auth-2.0", message) == []
    assert message["messageId"] == "1"
    for part in (f"image/3/{item.id}:1/full/200,/0/default.jpg", f"3/{item.id}/canvas/1/lines"):
        with browser.client.get(f"/iiif/{part}") as response:
            assert response.status_code == 200
            assert response.headers["Cache-Control"].startswith("private")
