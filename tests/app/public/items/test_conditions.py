"""Conditions of a community as readers and other systems meet them."""

import pytest

from library.catalogue.access.publishing import close
from library.catalogue.access.reading_conditions import Conditions, to_text
from library.catalogue.models import Item
from library.database import work
from tests.makers import BY, make_item

_SECRET = "Lời Then về đèo Sài Hồ"
_WARNING = "Có tiếng khóc người chết"


@pytest.fixture
def enter(engine):
    """Return a function that publishes an item with these conditions and returns its id."""

    def publish(**values):
        with work(engine) as session:
            item = make_item(session, texts=(_SECRET,))
            item.conditions = to_text(Conditions(**values))
            return item.id

    return publish


def test_a_word_of_warning_is_read_before_the_item_opens(browser, enter):
    item_id = enter(warning=_WARNING)
    page = f"/tai-lieu/{item_id}/trang/1"
    refused = browser.visit(page, 403)
    assert (_WARNING in refused.words, _SECRET in refused.html) == (True, False)
    form = refused.form(f"/tai-lieu/{item_id}/loi-bao-truoc")
    answer = browser.client.post(f"/tai-lieu/{item_id}/loi-bao-truoc", data=form)
    assert browser.where(answer) == page
    assert _SECRET in browser.visit(page).words
    assert browser.fetch(f"/api/v1/items/{item_id}/text").status_code == 403


def test_interfaces_and_robots_get_the_description_alone(app, browser, enter):
    item_id = enter(no_machines=True)
    page = browser.fetch(f"/tai-lieu/{item_id}/trang/1")
    assert _SECRET in page.text
    assert "noai" in page.headers["X-Robots-Tag"]
    robot = {"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}
    for address, headers in (
        (f"/api/v1/items/{item_id}/text", {}),
        (f"/tai-lieu/{item_id}/trang/1", robot),
    ):
        answer = app.test_client().get(address, headers=headers)
        assert (answer.status_code, _SECRET in answer.text) == (403, False)
    rights = browser.fetch(f"/api/v1/items/{item_id}").json["rights"]
    assert rights["conditions"] == ["no-machines"]


@pytest.mark.parametrize(
    ("address", "total"),
    [
        pytest.param("/api/v1/search?", '"total": 1,', id="the JSON API"),
        pytest.param("/sru?", "numberOfRecords>1<", id="SRU"),
        pytest.param("/opds/2/tra-cuu?", '"numberOfItems": 1}', id="OPDS"),
        pytest.param("/tra-cuu?", "1 tài liệu", id="a robot on the page of results"),
        pytest.param("/tra-cuu.atom?", "<entry>", id="a robot at the feed of results"),
    ],
)
def test_no_total_for_machines_counts_what_is_not_for_them(
    app, browser, index, enter, address, total
):
    open_id, closed_id = enter(consented=True), enter(no_machines=True)
    index()
    robot = {"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}
    name = "query" if address.startswith("/sru") else "q"
    words = {name: '"then về đèo"'}
    answer = app.test_client().get(address, query_string=words, headers=robot).text
    assert (closed_id in answer, open_id in answer, total in answer) == (False, True, True), answer
    assert closed_id in browser.fetch('/tra-cuu?q="then về đèo"').text


def test_a_reader_may_read_but_not_download(browser, enter):
    item_id = enter(no_download=True)
    assert _SECRET in browser.fetch(f"/tai-lieu/{item_id}/trang/1").text
    answer = browser.fetch(f"/tai-lieu/{item_id}/tai-ve/van-ban.txt")
    assert (answer.status_code, _SECRET in answer.text) == (403, False)
    assert "theo ý của cộng đồng" in answer.text


def test_the_item_page_says_what_the_community_asks(browser, enter):
    page = browser.fetch(f"/tai-lieu/{enter(attended=True)}").text
    assert "Chỉ xem cùng người của cộng đồng" in page
    assert _SECRET not in page


@pytest.mark.parametrize("untitled", [True, False])
def test_a_withdrawn_item_names_its_title_only_if_that_was_agreed(engine, browser, enter, untitled):
    item_id = enter(untitled=untitled)
    with work(engine) as session:
        item = session.get_one(Item, item_id)
        close(session, item, BY, "xin gỡ")
        title = item.title
    places = (f"/tai-lieu/{item_id}", f"/api/v1/items/{item_id}", f"/tai-lieu/{item_id}/nhung")
    answers = [browser.fetch(address) for address in places]
    assert [answer.status_code for answer in answers] == [410] * 3
    assert (title in answers[0].text) is not untitled
    assert not any(title in answer.text for answer in answers if untitled)
