"""Bars of hits over time on the results page."""

from library.database import work
from tests.makers import make_item


def _fill(engine, index):
    with work(engine) as session:
        for date in ("1941", "1941-05", "1947", "1988", None):
            make_item(session, f"Chợ {date}", texts=["Chợ Kỳ Lừa"], date=date)
    index()


def _labels(page):
    labels = [link.get("aria-label") or "" for link in page.all("a")]
    return [label for label in labels if "tài liệu" in label and label[0].isdigit()]


def test_hits_are_drawn_by_decade_and_narrowed_to_one(browser, engine, index):
    _fill(engine, index)
    page = browser.visit("/tra-cuu?q=cho+ky+lua")
    assert _labels(page) == ["1940–1949: 3 tài liệu", "1980–1989: 1 tài liệu"]
    assert page.has_link_to("/tra-cuu?q=cho+ky+lua&thap-ky=1940")


def test_the_hits_of_a_decade_are_drawn_by_year_and_narrowed_to_one(browser, engine, index):
    _fill(engine, index)
    page = browser.visit("/tra-cuu?q=cho+ky+lua&thap-ky=1940")
    assert _labels(page) == ["1941: 2 tài liệu", "1947: 1 tài liệu"]
    address = "/tra-cuu?q=cho+ky+lua&thap-ky=1940&nam=1941"
    assert page.has_link_to(address)
    assert len(browser.visit(address).says("h2")) == 2


def test_hits_of_one_decade_are_not_drawn(browser, engine, index):
    with work(engine) as session:
        make_item(session, "Chợ", texts=["Chợ Kỳ Lừa"], date="1941")
    index()
    assert not browser.visit("/tra-cuu?q=cho+ky+lua").all("figure", class_="years")


def test_a_year_that_is_none_is_ignored(browser, engine, index):
    _fill(engine, index)
    assert len(browser.visit("/tra-cuu?q=cho+ky+lua&nam=xưa").says("h2")) == 5
