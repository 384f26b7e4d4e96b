"""Accessibility of the reader, checked by axe-core."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.app.public.reader.conftest import DESKTOP

_WAYS = ("q=ky+lua", "chu=tren", "xem=hai-trang", "xem=cuon", "xem=anh-nho", "xem=chu", "xoay=90")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium, site, page_of, scheme, language):
    context = chromium.new_context(viewport=DESKTOP, color_scheme=scheme, base_url=site)
    page = context.new_page()
    page.goto(f"/ngon-ngu/{language}")
    for way in _WAYS:
        page.goto(page_of(2, f"?{way}"))
        report = Axe().run(page)
        assert report.violations_count == 0, report.generate_report()
    context.close()
