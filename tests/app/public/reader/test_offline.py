"""Offline copies: pages read before open without a connection."""

import pytest
from flask import request
from playwright.sync_api import expect

from tests.app.serving import Server

pytestmark = pytest.mark.slow

_KEPT = "() => caches.open('doc-trang').then((cache) => cache.keys()).then((all) => all.length)"
_NAMES = "() => caches.keys().then((names) => names.filter((name) => name.startsWith('doc-')))"


@pytest.fixture
def line(app, book):
    """Serve the library on a connection that can be cut."""
    server = Server(app)
    yield server.address, server.close
    server.close()


@pytest.fixture
def reader(chromium, line):
    """Open a browser with the service worker active."""
    context = chromium.new_context(base_url=line[0])
    page = context.new_page()
    page.goto("/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    yield page
    context.close()


def test_a_page_that_was_read_opens_and_says_that_it_was_kept(reader, line, page_of):
    reader.goto(page_of(2, "?q=ky+lua"))
    reader.wait_for_function(_KEPT)
    line[1]()
    reader.goto(page_of(2))
    expect(reader.locator(".kept")).to_be_visible()
    assert "Chợ Kỳ Lừa ngày phiên" in reader.inner_text(".page-text__body")
    assert reader.evaluate("document.querySelector('.sheet img').naturalWidth") > 0


def test_a_page_that_was_not_read_is_answered_with_what_was(reader, line, page_of):
    reader.goto(page_of(2))
    reader.wait_for_function(_KEPT)
    line[1]()
    reader.goto(page_of(3))
    assert reader.inner_text("h1") == "Đọc khi mất mạng"
    reader.click("[data-kept-list] a")
    assert reader.inner_text("h1").startswith("Trang 2")


def test_while_the_line_is_up_nothing_is_said(reader, page_of):
    reader.goto(page_of(2))
    reader.goto(page_of(2))
    expect(reader.locator(".kept")).to_be_hidden()


def test_what_is_kept_can_be_thrown_away(reader, page_of):
    reader.goto(page_of(2))
    reader.wait_for_function(_KEPT)
    reader.goto("/mat-mang")
    reader.click("[data-kept-clear]")
    expect(reader.locator("[data-kept-none]")).to_be_visible()


def test_a_search_that_is_cut_keeps_its_question_and_opens_when_the_line_returns(reader, line, app):
    address, cut = line
    cut()
    reader.goto("/tra-cuu?q=ky+lua")
    expect(reader.locator("[data-question] b")).to_have_text("ky lua")
    server = Server(app, int(address.rpartition(":")[2]))
    reader.evaluate("window.dispatchEvent(new Event('online'))")
    expect(reader.locator("h1")).not_to_have_text("Đọc khi mất mạng")
    expect(reader.locator("h2 a").first).to_contain_text("Chợ Kỳ Lừa")
    reader.goto("about:blank")
    server.close()


def test_the_help_opens_without_a_connection(reader, line):
    reader.wait_for_function("async () => (await caches.match('/tro-giup')) !== undefined")
    line[1]()
    reader.goto("/tro-giup")
    assert "Trợ giúp" in reader.inner_text("h1")


def test_a_question_asked_while_offline_is_sent_later(chromium, site):
    context = chromium.new_context(base_url=site)
    page = context.new_page()
    page.goto("/")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.fill("main input[name=q]", "ky lua")
    page.click("main button")
    expect(page.locator("[data-asked]")).to_be_visible()
    context.set_offline(False)
    page.wait_for_url("**/tra-cuu?*")
    context.close()


def test_the_desk_of_a_public_computer_is_not_ours(reader):
    reader.goto("/may")
    assert (
        reader.evaluate(f"({_NAMES})().then(() => caches.open('doc-trang')).then((c) => c.keys())")
        == []
    )


@pytest.mark.parametrize("address", ["/can-bo/dang-nhap", "/tra-cuu?q=ky"])
def test_a_page_is_requested_once_when_the_worker_is_active(reader, app, address):
    requests = []
    app.before_request_funcs.setdefault(None, []).append(
        lambda: requests.append(request.full_path.rstrip("?"))
    )
    reader.goto(address, wait_until="networkidle")
    assert requests.count(address) == 1
