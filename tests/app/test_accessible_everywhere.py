"""Accessibility check (axe-core) of every page of the site."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from library import clock
from library.catalogue.cataloguing import publish
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.corrections.models import DescriptionReport
from library.database import work
from library.stock import stocktakes
from tests.app.scans import make_scan
from tests.app.serving import CHROMIUM_ARGUMENTS, served, violations
from tests.makers import make_accession, make_item

_CHROMIUM = shutil.which("chromium")
_NOT_PAGES = (
    ".",
    "/iiif/",
    "/sru",
    "/opds",
    "/oai",
    "/giao-dien",
    "/goi-y",
    "/may/",
    "/duyet/tinh-co",
    "/api",
    "/ngon-ngu",
)
_OF_A_DESCRIPTION = (
    *(
        "",
        "/ban-quet",
        "/quet-lai",
        "/ban",
        "/bieu-ghi",
        "/tuong-tu",
        "/marc",
        "/trang",
        "/lich-su",
    ),
)
_COOKIE = "phien"
_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
_CUT_TEXT = """() => [...document.querySelectorAll("body *")].filter((e) => {
    const {overflow, overflowX, overflowY, clipPath, position} = getComputedStyle(e);
    const hides = [overflow, overflowX, overflowY].some((v) => ["hidden", "clip"].includes(v));
    if (!hides || clipPath !== "none" || !e.innerText?.trim()) return false;
    return e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1;
}).map((e) => e.outerHTML.slice(0, 120))"""
_MOVING = """() => [...document.querySelectorAll("*")].filter((e) => {
    const {animationName, transitionDuration, scrollBehavior} = getComputedStyle(e);
    return animationName !== "none" || scrollBehavior === "smooth" ||
        transitionDuration.split(",").some((time) => parseFloat(time) > 0);
}).map((e) => e.outerHTML.slice(0, 120))"""
_UNMARKED = """() => [...document.querySelectorAll("main [aria-current], main [aria-pressed=true]")]
    .filter((e) => e.getClientRects().length)
    .filter((e) => {
        const {outlineStyle, borderTopWidth, fontWeight} = getComputedStyle(e);
        return outlineStyle === "none" && parseFloat(borderTopWidth) < 2 && fontWeight < 600;
    })
    .map((e) => e.outerHTML.slice(0, 120))"""
"""Current choices that only a colour of ours shows, which forced colours replace."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(_CHROMIUM is None, reason="chromium is not installed"),
]


@pytest.fixture
def addresses(app, engine, settings, index) -> list[str]:
    """Enter one object of each kind; return the addresses of all pages."""
    with work(engine) as session:
        fields = {"collection": "bao-chi", "series": "Báo Lạng Sơn", "number": "1"}
        fields |= {"creator": "Sở Văn hóa; Vi Hồng"}
        item = make_item(session, "Báo Lạng Sơn, số 1", date="1990-01-03", **fields)
        make_item(session, "Chợ Kỳ Lừa", published=False)
        make_accession(session)
        at = clock.now()
        session.add(DescriptionReport(item_id=item.id, field="title", told="Số 2", at=at))
        copies = (Copy("390 H", "Kho A", registration="LC.1"), Copy(registration="LC.2"))
        holdings.replace_copies(session, item, copies, "thử")
        stocktake = stocktakes.begin(session, "", "thử")
        stocktakes.scan(session, stocktake.id, "LC.1", "thử")
        stocktakes.scan(session, stocktake.id, "XX.9", "thử")
        beside = (f"/can-bo/kiem-ke/{stocktake.id}", f"/can-bo/kho-sach?tl={item.id}")
        beside += (f"/tai-lieu/{item.id}", f"/tai-lieu/{item.id}/trang/1", "/khong-co")
        beside += (f"/tai-lieu/{item.id}/bao-sai",)
        scan = make_item(session, "Bản quét", texts=(), published=False)
        make_scan(session, settings, scan, "Chợ Kỳ Lừa ngày phiên")
        make_scan(session, settings, scan, "Người về chợ")
        publish(session, scan, "thử")
        views = ("?q=cho", "?xem=hai-trang", "?xem=cuon", "?xem=chu", "?xoay=90&phong=150")
        beside += tuple(f"/tai-lieu/{scan.id}/trang/1{view}" for view in views)
        beside += (f"/so-sanh?trai={scan.id}/1&phai={scan.id}/2",)
        beside += tuple(f"/can-bo/tai-lieu/{item.id}{part}" for part in _OF_A_DESCRIPTION)
    index()
    alone = sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments
    )
    guides = ("/can-bo/huong-dan/mo-ta-va-cong-bo", "/can-bo/lam-quen/3", "/can-bo/huong-dan?q=ban")
    names = (*guides, "/duyet/tac-gia", "/ten/1", "/can-bo/ten/1", "/can-bo/ten/1/gop")
    queries = (
        *names,
        "/tra-cuu?q=lang+son",
        "/suu-tap/bao-chi",
        "/can-bo/suu-tap/bao-chi",
        "/suu-tap/bao-chi/lich?bao=Báo+Lạng+Sơn",
    )
    return [address for address in alone if not any(part in address for part in _NOT_PAGES)] + [
        *queries,
        *beside,
    ]


@pytest.fixture(params=["light", "dark"])
def tab(request, app, staff) -> Iterator[tuple[Page, str]]:
    """Serve the site and open it as an administrator, in light and dark mode."""
    cookie = staff("administrator").client.get_cookie(_COOKIE)
    with served(app) as site, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=_CHROMIUM, args=CHROMIUM_ARGUMENTS)
        context = started.new_context(color_scheme=request.param, bypass_csp=True)
        context.add_cookies([{"name": _COOKIE, "value": cookie.value, "url": site}])
        yield context.new_page(), site
        started.close()


def test_axe_finds_nothing_on_any_page(tab, addresses):
    page, site = tab
    problems = []
    for address in addresses:
        answer = page.goto(site + address)
        if "html" in answer.headers.get("content-type", ""):
            problems += [
                (address, violation["id"], violation["nodes"][0]["html"][:120])
                for violation in violations(page)
            ]
    assert len(addresses) > 20
    assert problems == []


def test_no_page_is_wider_than_a_narrow_phone(tab, addresses):
    """320 CSS pixels, or 1280 at 400 %: WCAG 2.1, success criterion 1.4.10."""
    page, site = tab
    page.set_viewport_size({"width": 320, "height": 640})
    too_wide = []
    for address in addresses:
        answer = page.goto(site + address)
        if "html" in answer.headers.get("content-type", ""):
            width = page.evaluate("document.documentElement.scrollWidth")
            too_wide += [(address, width)] if width > 320 else []
    assert too_wide == []


def test_spacing_chosen_by_the_reader_cuts_off_no_text(tab, addresses):
    """WCAG 2.1, success criterion 1.4.12."""
    page, site = tab
    page.set_viewport_size({"width": 360, "height": 740})
    problems = []
    for address in _pages_of(page, site, addresses):
        page.add_style_tag(content=_SPACING)
        problems += [(address, cut) for cut in page.evaluate(_CUT_TEXT)]
        width = page.evaluate("document.documentElement.scrollWidth")
        problems += [(address, width)] if width > 360 else []
    assert problems == []


def test_forced_colours_still_show_what_is_chosen_and_nothing_moves_unasked(tab, addresses):
    page, site = tab
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    problems = []
    for address in _pages_of(page, site, addresses):
        for check in (_UNMARKED, _MOVING):
            problems += [(address, element) for element in page.evaluate(check)]
    assert problems == []


def _pages_of(page: Page, site: str, addresses: list[str]) -> Iterator[str]:
    """Open each address, and yield those that are pages; policies would refuse our styles."""
    for address in addresses:
        answer = page.goto(site + address)
        if "html" in answer.headers.get("content-type", ""):
            yield address
