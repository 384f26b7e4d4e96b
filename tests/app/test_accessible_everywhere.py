"""Accessibility check (axe-core) of every page of the site."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from library import clock
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.corrections.models import DescriptionReport
from library.database import work
from library.staff.permissions import Role
from library.stock import stocktakes
from tests.app.serving import CHROMIUM_ARGUMENTS, served
from tests.makers import make_accession, make_item

_CHROMIUM = shutil.which("chromium")
_NOT_PAGES = (".", "/giao-dien", "/goi-y", "/may/", "/duyet/tinh-co", "/api", "/ngon-ngu")
_OF_A_DESCRIPTION = (
    *("", "/ban-quet", "/quet-lai", "/ban", "/bieu-ghi", "/tuong-tu", "/marc", "/trang"),
)
_COOKIE = "phien"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(_CHROMIUM is None, reason="chromium is not installed"),
]


@pytest.fixture
def addresses(app, engine, index) -> list[str]:
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
    cookie = staff(Role.ADMINISTRATOR).client.get_cookie(_COOKIE)
    with served(app) as site, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=_CHROMIUM, args=CHROMIUM_ARGUMENTS)
        context = started.new_context(color_scheme=request.param)
        context.add_cookies([{"name": _COOKIE, "value": cookie.value, "url": site}])
        yield context.new_page(), site
        started.close()


def test_axe_finds_nothing_on_any_page(tab, addresses):
    page, site = tab
    problems = []
    for address in addresses:
        answer = page.goto(site + address)
        if "html" in answer.headers.get("content-type", ""):
            violations = Axe().run(page).response["violations"]
            problems += [
                (address, violation["id"], violation["nodes"][0]["html"][:120])
                for violation in violations
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
