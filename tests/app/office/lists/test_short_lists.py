"""Short lists are searched, filtered, sorted and saved like the long ones."""

from datetime import date

import pytest

from library import clock
from library.accessions.description_lists import register_list
from library.accessions.models import DescriptionListState
from library.corrections.models import DescriptionReport
from library.database import work
from library.identifiers import item_id
from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from tests.app.browser import text_of
from tests.makers import BY, make_item, make_staff


@pytest.fixture
def lists(engine):
    """Enter some rows of each list."""
    with work(engine) as session:
        for name, role in (("Hoàng Sơn", "reviewer"), ("Vi Lan", "cataloguer")):
            make_staff(session, name, role)
        for name, by, collection in (("mô tả.csv", "An", "bao-chi"), ("b.xlsx", "Bé", "van-ban")):
            sheet = register_list(session, name, item_id(name), collection=collection, by=by)
            sheet.state = DescriptionListState.READ
        for code, name in (("loc-binh", "Lộc Bình"), ("bac-son", "Bắc Sơn")):
            facts = PointFacts(name, PointLevel.COMMUNE, place=f"Xã {name}")
            inventory.enter(session, code, facts, since=date(2020, 1, 2), by=BY)
        for title, collection in (("Chợ Kỳ Lừa", "dia-chi"), ("Công văn 5", "van-ban")):
            item = make_item(session, title, collection=collection)
            report = DescriptionReport(item_id=item.id, field="title", told="Sai", at=clock.now())
            session.add(report)


def _rows(page):
    links = [link for link in page.all("a") if link.get("data-row-link") is not None]
    return [text_of(link) for link in links]


@pytest.mark.parametrize(
    ("address", "rows"),
    [
        ("/can-bo/nguoi?q=hoang", ["Hoàng Sơn"]),
        ("/can-bo/nguoi?vai=cataloguer", ["Vi Lan"]),
        ("/can-bo/nguoi?tinh-trang=dong", []),
        ("/can-bo/bang-mo-ta?q=mo+ta", ["mô tả.csv"]),
        ("/can-bo/bang-mo-ta?xep=ten", ["b.xlsx", "mô tả.csv"]),
        ("/can-bo/bang-mo-ta?bst=van-ban&ai=B%C3%A9", ["b.xlsx"]),
        ("/can-bo/bang-mo-ta?trang-thai=waiting", []),
        ("/can-bo/diem?q=bac+son", ["Bắc Sơn"]),
        ("/can-bo/diem?xep=ten", ["Bắc Sơn", "Lộc Bình"]),
        ("/can-bo/diem?hom-nay=mo", []),
    ],
)
def test_a_list_shows_the_rows_that_match(office, lists, address, rows):
    page = office.visit(address)
    shown = [link for link in _rows(page) if link != "administrator"]
    assert shown == rows
    assert rows or "như vậy" in page.words


def test_reports_are_filtered_by_their_item(office, lists):
    assert "Công văn 5" not in office.visit("/can-bo/ban-doc-bao?q=ky+lua").words
    assert "Chợ Kỳ Lừa" not in office.visit("/can-bo/ban-doc-bao?bst=van-ban").words


@pytest.mark.parametrize("address", ["/can-bo/nguoi", "/can-bo/diem", "/can-bo/bang-mo-ta"])
def test_a_view_of_a_short_list_is_saved(office, lists, address):
    page = office.send(f"{address}?q=xyz", "/can-bo/cach-xem", {"ten": "Của tôi"})
    assert "Đã lưu cách xem “Của tôi”" in page.words
    assert "Của tôi" in office.visit(address).says("a")
