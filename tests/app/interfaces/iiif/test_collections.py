"""Collections for viewers: of the library, of a collection, of a serial by year."""

import pytest

from app.interfaces.iiif import collections
from library.database import work
from tests.makers import make_item


def _ids(answer):
    return [part["id"].removeprefix("http://localhost") for part in answer["items"]]


def test_the_library_leads_to_its_collections_and_they_to_their_items(book, ask):
    assert _ids(ask("/iiif/collections")) == [f"/iiif/collections/{book.collection}"]
    answer = ask(f"/iiif/collections/{book.collection}")
    assert _ids(answer) == [f"/iiif/3/{book.id}"]
    assert answer["items"][0]["thumbnail"][0]["format"] == "image/webp"


def test_a_serial_is_listed_by_year_and_issue(enter, ask):
    issues = [
        enter(title="Lạng Sơn", series="Lạng Sơn", number=number, date=date)
        for number, date in (("1", "1962-02-11"), ("2", "1962-03-01"), ("3", "1963-01-01"))
    ]
    collection = issues[0].collection
    serial = f"/iiif/collections/{collection}?bao=L%E1%BA%A1ng+S%C6%A1n"
    assert _ids(ask(f"/iiif/collections/{collection}"))[0] == serial
    assert _ids(ask(serial)) == [f"{serial}&nam=1962", f"{serial}&nam=1963"]
    year = ask(f"{serial}&nam=1962")
    assert _ids(year) == [f"/iiif/3/{issue.id}" for issue in issues[:2]]
    assert [part["navDate"][:10] for part in year["items"]] == ["1962-02-11", "1962-03-01"]


def test_a_large_collection_is_a_collection_of_parts(monkeypatch, enter, ask):
    monkeypatch.setattr(collections, "ITEMS_PER_PAGE", 2)
    items = [enter(title=f"Sách {number}") for number in range(3)]
    address = f"/iiif/collections/{items[0].collection}"
    assert _ids(ask(address)) == [f"{address}?trang=1", f"{address}?trang=2"]
    assert _ids(ask(f"{address}?trang=2")) == [f"/iiif/3/{items[2].id}"]


def test_items_that_are_only_text_are_left_out(engine, enter, ask):
    book = enter(series="Lạng Sơn", number="1")
    with work(engine) as session:
        text = make_item(session, series="Lạng Sơn", number="2", date="1936-06")
    collection = f"/iiif/collections/{book.collection}"
    assert f"/iiif/3/{text.id}" not in _ids(ask(collection))
    assert _ids(ask(f"{collection}?bao=L%E1%BA%A1ng+S%C6%A1n&nam=1936")) == [f"/iiif/3/{book.id}"]


@pytest.mark.parametrize("address", ["khong-co", "van-ban?bao=X", "van-ban?trang=-1"])
def test_a_collection_that_does_not_exist_is_not_there(browser, address):
    with browser.client.get(f"/iiif/collections/{address}") as response:
        assert response.status_code == 404
