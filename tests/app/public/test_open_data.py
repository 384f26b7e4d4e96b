"""The page of open data names addresses that work."""

import pytest

from library.database import work
from tests.makers import make_item


@pytest.mark.slow
def test_every_address_on_the_page_opens(browser, engine, index):
    with work(engine) as session:
        make_item(session, "Địa chí Lạng Sơn")
    index()
    page = browser.visit("/du-lieu-mo")
    addresses = [link.get("href") for box in page.all("dt") for link in box.iter("a")]
    statuses = {a: browser.fetch(a, follow_redirects=True).status_code for a in addresses}
    assert {a: status for a, status in statuses.items() if status != 200} == {}
    assert len(addresses) > 10


def test_the_footer_leads_there_in_both_languages(browser):
    assert browser.visit("/").has_link_to("/du-lieu-mo")
    assert browser.visit("/du-lieu-mo?nn=en").heading == "Open data"
