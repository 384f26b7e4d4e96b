"""Library copies: read on site by as many as there are volumes, and by nobody through any door."""

from datetime import date, timedelta

import pytest

from library import clock
from library.catalogue.access.models import CopySeat
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, Condition, Holding
from library.database import reading, work
from points.access_points import inventory
from points.access_points.enrolment import announce, enrol
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from points.usage.models import ItemUse
from points.use_kind import DENIALS, UseKind
from tests.app.browser import Browser
from tests.app.reading_room import enter_room
from tests.app.scans import make_scan
from tests.makers import BY, make_item
from tests.maps import place


@pytest.fixture
def copy(engine, settings):
    """Create a scanned library copy of one volume, and return its address and an image's."""
    with work(engine) as session:
        item = make_item(session, "Hồi ký", texts=(), published=False, access=Access.COPY)
        page = make_scan(session, settings, item, "Chuyện cũ")
        image = page.derivatives[-1].digest
        place(session, page)
        described = {"call_number": "", "location": "", "remark": ""}
        session.add(Holding(item_id=item.id, place=1, condition=Condition.GOOD, **described))
        publish(session, item, BY)
        facts = PointFacts("Xã Chi Lăng", PointLevel.COMMUNE)
        inventory.enter(session, "chi-lang", facts, since=date(2020, 1, 1), by=BY)
    address = f"/tai-lieu/{item.id}"
    return address, f"{address}/trang/1/anh/{image}"


@pytest.fixture
def seat_at(app, engine):
    """Return a function that gives a browser of another computer of the point."""

    def enter(name):
        with work(engine) as session:
            token = enrol(session, announce(session, "chi-lang", name))
        browser = Browser(app)
        browser.token = token
        return enter_room(browser, token)

    return enter


@pytest.fixture
def later(monkeypatch):
    """Return a function that sets the clock forward."""
    start = clock.now()

    def move(**time):
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(**time))

    return move


def _status(browser, address):
    with browser.client.get(address) as response:
        return response.status_code


def test_the_second_reader_waits_and_reads_when_the_first_leaves(copy, seat_at):
    address, image = copy
    an, binh = seat_at("Máy 1"), seat_at("Máy 2")
    assert "Chuyện cũ" in an.visit(f"{address}/trang/1?xem=chu").html
    assert _status(binh, f"{address}/trang/1") == 303
    assert [_status(browser, image) for browser in (an, binh)] == [200, 403]
    assert "ở vị trí thứ 1" in binh.visit(f"{address}/cho-doc?trang=1").words
    an.send(f"{address}/trang/1", f"{address}/tra-cho", {})
    assert "Đến lượt bạn" in binh.visit(f"{address}/cho-doc").words
    assert _status(binh, f"{address}/trang/1") == 200
    assert [_status(browser, image) for browser in (an, binh)] == [403, 200]


_DOORS = ("{0}/trang/1", "{0}/trang/1?xem=chu", "{0}/tim?q=chuyen", "{0}/trang/1/phong-to")
_FILES = ("{0}/tai-ve/tai-lieu.pdf", "{0}/tai-ve/van-ban.txt", "{0}/trang/1/tai-ve/anh.jpg")


@pytest.mark.parametrize("door", [*_DOORS, *_FILES, "{0}/cho-doc", "{0}/trang/1/anh-nho"])
def test_nobody_outside_the_library_reads_a_copy(browser, copy, door):
    assert "Chuyện cũ" not in browser.visit(door.format(copy[0]), status=403).html


@pytest.mark.parametrize("door", _FILES)
def test_a_reader_with_a_seat_downloads_nothing(copy, seat_at, door):
    an = seat_at("Máy 1")
    an.visit(f"{copy[0]}/trang/1")
    assert _status(an, door.format(copy[0])) == 403


@pytest.mark.parametrize("of_staff", [True, False], ids=["staff", "a reader with a seat"])
def test_viewers_of_other_programs_show_no_copy(copy, seat_at, office, of_staff):
    asking = office if of_staff else seat_at("Máy 1")
    asking.visit(f"{copy[0]}/trang/1")
    item_id = copy[0].removeprefix("/tai-lieu/")
    assert _status(asking, f"/iiif/search/1/{item_id}?q=chuyen") == 403
    with asking.client.get(f"/iiif/auth/probe/{item_id}:1") as response:
        assert response.get_json()["status"] == 401


def test_readers_who_are_denied_a_copy_are_counted_and_those_who_read_are_not(
    app, engine, browser, copy, seat_at
):
    an, binh = seat_at("Máy 1"), seat_at("Máy 2")
    an.visit(f"{copy[0]}/trang/1")
    _status(binh, f"{copy[0]}/trang/1")
    _status(binh, copy[1])  # a picture of a page that was denied is no denial of its own
    browser.visit(f"{copy[0]}/trang/1", status=403)
    app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        kinds = session.query(ItemUse.kind, ItemUse.device_id.is_(None)).all()
    denials = sorted(row for row in map(tuple, kinds) if row[0] in DENIALS)
    assert denials == [(UseKind.LIMIT_EXCEEDED, False), (UseKind.NO_LICENSE, True)]


def test_no_browser_stores_what_a_seat_opened(copy, seat_at):
    an = seat_at("Máy 1")
    shown = (f"{copy[0]}/trang/1", f"{copy[0]}/trang/1/tren-ban-do")
    for address in (*shown, copy[1], copy[0]):
        with an.client.get(address) as response:
            assert response.headers["Cache-Control"] == "no-store", address
            assert ("Refresh" in response.headers) == (address in shown), address


def test_images_renew_the_seat_and_the_queue_page_does_not(app, copy, seat_at, later):
    address, image = copy
    an, binh = seat_at("Máy 1"), seat_at("Máy 2")
    an.visit(f"{address}/trang/1")
    for minutes in (5, 9):
        later(minutes=minutes)
        assert _status(an, image) == 200
        app.extensions["services"].usage_writer.catch_up()
    later(minutes=18)
    assert "Bạn đang giữ một chỗ đọc" in an.visit(f"{address}/cho-doc").words
    later(minutes=20)
    assert _status(binh, f"{address}/trang/1") == 200


def test_the_end_of_a_sitting_gives_the_seat_back(engine, copy, seat_at):
    an = seat_at("Máy 1")
    an.visit(f"{copy[0]}/trang/1")
    with an.client.post("/api/k/v1/wipe", headers={"Authorization": f"Bearer {an.token}"}):
        pass
    with reading(engine) as session:
        assert session.query(CopySeat).count() == 0


def test_staff_read_a_copy_without_a_seat(engine, copy, office):
    assert "Chuyện cũ" in office.visit(f"{copy[0]}/trang/1?xem=chu").html
    with reading(engine) as session:
        assert session.query(CopySeat).count() == 0


def test_the_office_sees_how_many_read_and_wait_and_not_who(copy, seat_at, office):
    for name in ("Máy 1", "Máy 2"):
        with seat_at(name).client.get(f"{copy[0]}/trang/1"):
            pass
    words = office.visit(f"/can-bo{copy[0]}").words
    assert "Đang đọc: 1 trên 1 chỗ; đang chờ: 1." in words
