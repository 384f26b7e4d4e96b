"""Describing, reviewing and importing in Chromium: axe-core, low windows, keyboard, no scripts."""

import io
import re
from collections import Counter
from html import unescape
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from library.catalogue import cataloguing
from library.catalogue.access import publishing
from library.catalogue.cataloguing import find_item
from library.catalogue.models import Item, ItemState
from library.database import reading, work
from tests.app.scans import make_scan
from tests.app.serving import violations
from tests.makers import BY, make_item

_LIST = "Tên sách,Tác giả,Giá\nChợ Kỳ Lừa,Tô Hoài,25.000đ\n,Tô Hoài,mười\n"
_IMPORT = "/can-bo/hang-loat/bieu-ghi"
_QUEUE = "/can-bo/cho-duyet"
_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
_MAX_HEIGHT = 4000
"""Points at 1366 × 768: five screens; guides are read as texts and may be longer."""


@pytest.fixture
def waiting(engine, settings):
    """Send a scanned item to review with a changed title; return its office address."""
    with work(engine) as session:
        item = make_item(session, "Chợ", collection="van-ban", texts=(), published=False)
        make_scan(session, settings, item, "Chợ Kỳ Lừa ngày phiên")
        cataloguing.describe(session, item, {"title": "Chợ phiên"}, BY)
        publishing.submit(session, item, BY)
    return f"/can-bo/tai-lieu/{item.id}"


@pytest.fixture
def opening(engine):
    """Propose a new title of a published item that needs two people; return its address."""
    with work(engine) as session:
        item = make_item(session, "Nghị quyết về việc sắp xếp các đơn vị hành chính cấp xã")
        publishing.publication_of(session, item).two_people = True
        cataloguing.describe(session, item, {"title": "Nghị quyết sắp xếp cấp xã"}, BY)
    return f"/can-bo/tai-lieu/{item.id}"


@pytest.fixture
def preview(staff):
    """Hand a list of books in; return the address of its preview."""
    upload = {"tep": (io.BytesIO(_LIST.encode()), "a.csv"), "bst": "dia-chi", "noi-doc": "staff"}
    staff("cataloguer").send(_IMPORT, _IMPORT, upload)
    return "/can-bo/hang-loat/lan/1"


@pytest.fixture
def tab_to(open_page):
    """Return a function that opens a page and tabs to a control, which it returns focused."""

    def reach(address, selector, most=90):
        tab = open_page(address)
        tab.evaluate("document.activeElement.blur()")
        for _ in range(most):
            tab.keyboard.press("Tab")
            if tab.evaluate(f"document.activeElement.matches({selector!r})"):
                return tab
        raise AssertionError(f"{selector} is not reached with {most} tabs")

    return reach


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_office_page_has_findings_or_is_too_tall(app, open_page, waiting, preview, scheme):
    tab, client = open_page("/can-bo"), app.test_client()
    (cookie,) = (each for each in tab.context.cookies() if each["name"] == "phien")
    client.set_cookie("phien", cookie["value"])
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": 1366, "height": 768})
    site = tab.url.removesuffix("/can-bo")
    problems = []
    for address in list(_office_pages(app, client)):
        tab.goto(site + address)
        faults = violations(tab)
        problems += [(address, each["id"], each["nodes"][0]["html"][:100]) for each in faults]
        height = tab.evaluate("document.documentElement.scrollHeight")
        is_guide = address.startswith("/can-bo/huong-dan/")
        problems += [(address, height)] if height > _MAX_HEIGHT and not is_guide else []
    assert problems == []


def test_the_first_field_is_in_the_upper_half_without_scrolling(open_page, waiting, engine):
    with work(engine) as session:
        publishing.return_to_draft(session, find_item(session, waiting[-12:]), BY, "Thiếu ngày")
    tab = open_page(waiting)
    tab.set_viewport_size({"width": 1024, "height": 768})
    assert tab.locator("#o-title").bounding_box()["y"] < 768 / 2


@pytest.mark.parametrize("address", ["waiting", "preview", "opening", _QUEUE, "/can-bo/tai-lieu"])
def test_nothing_scrolls_sideways_at_200_and_400_per_cent(open_page, request, waiting, address):
    address = address if address.startswith("/") else request.getfixturevalue(address)
    tab = open_page(address)
    for width in (683, 320):
        tab.set_viewport_size({"width": width, "height": 384})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_a_reviewer_approves_with_the_keyboard_alone(tab_to, waiting, engine):
    tab = tab_to(waiting, ".standing button[value=cong-bo]")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    with reading(engine) as session:
        assert find_item(session, waiting[-12:]).state is ItemState.PUBLISHED


def test_an_import_is_applied_with_the_keyboard_alone(tab_to, preview, engine):
    tab = tab_to(preview, "button[name=nhap]")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    with reading(engine) as session:
        assert session.query(Item).filter_by(title="Chợ Kỳ Lừa").count() == 1


def test_the_menu_of_an_item_opens_without_scripts(open_page, waiting):
    tab = open_page(waiting, scripts=False)
    tab.locator(".more summary").focus()
    tab.keyboard.press("Enter")
    tab.click(".more a:text-is('Lịch sử')")
    assert tab.url.endswith("/lich-su")


def _office_pages(app, client):
    """Return addresses of office pages, found by links: at most two of each endpoint."""
    routes = app.url_map.bind("")
    opened, waiting, seen = Counter(), ["/can-bo"], {"/can-bo"}
    while waiting:
        address = waiting.pop(0)
        try:
            endpoint, _ = routes.match(urlsplit(address).path)
        except HTTPException:
            continue
        if opened[endpoint] == 2:
            continue
        with client.get(address) as response:
            if response.status_code != 200 or response.mimetype != "text/html":
                continue
            text = response.get_data(as_text=True)
        opened[endpoint] += 1
        yield address
        links = [unescape(link) for link in _LINK.findall(text)]
        new = [link for link in links if link.startswith("/can-bo/") and link not in seen]
        seen.update(new)
        waiting += new
