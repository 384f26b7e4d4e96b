"""Bulk approval and return in the review queue."""

from hashlib import sha256

import pytest

from library.catalogue.access import publishing
from library.catalogue.cataloguing import describe as describe_item
from library.catalogue.cataloguing import find_item
from library.catalogue.models import ItemState
from library.database import reading, work
from tests.makers import BY, make_item

_QUEUE = "/can-bo/cho-duyet"


@pytest.fixture
def waiting(engine):
    """Send three drafts to review; return their ids."""
    with work(engine) as session:
        items = [make_item(session, title, published=False) for title in ("Chợ", "Đền", "Thành")]
        for item in items:
            publishing.submit(session, item, BY)
    return [item.id for item in items]


@pytest.fixture
def states(engine, waiting):
    """Return a function that reads the states of the three items."""

    def now():
        with reading(engine) as session:
            return [find_item(session, item_id).state for item_id in waiting]

    return now


def _decide(browser, ids, **fields):
    values = {name.replace("_", "-"): value for name, value in fields.items()}
    return browser.send(_QUEUE, _QUEUE, {"tai-lieu": ids, **values})


def test_ticked_items_are_published_together(office, waiting, states):
    page = _decide(office, waiting[:2], viec="duyet")
    assert "Đã công bố 2 tài liệu." in page.words
    assert states() == [ItemState.PUBLISHED, ItemState.PUBLISHED, ItemState.REVIEW]


def test_ticked_items_are_returned_with_one_reason(office, engine, waiting, states):
    _decide(office, waiting, viec="tra", ly_do="Thiếu ngày", loai="date")
    assert set(states()) == {ItemState.DRAFT}
    with reading(engine) as session:
        assert publishing.review_status(session, waiting[2]).remark == "Thiếu ngày"


def test_nothing_is_returned_without_a_reason(office, waiting, states):
    assert "hãy ghi cần sửa gì" in _decide(office, waiting, viec="tra").words
    assert set(states()) == {ItemState.REVIEW}


def test_nothing_ticked_says_so(office, waiting):
    assert "hãy đánh dấu" in _decide(office, [], viec="duyet").words


def test_an_item_decided_meanwhile_stops_no_other(office, engine, waiting, states):
    with work(engine) as session:
        publishing.return_to_draft(session, find_item(session, waiting[0]), BY, "Xem lại")
    page = _decide(office, [*waiting, "khongco"], viec="duyet")
    assert "“Chợ”: Không thể công bố: tài liệu không còn chờ duyệt." in page.words
    assert states() == [ItemState.DRAFT, ItemState.PUBLISHED, ItemState.PUBLISHED]


def test_an_item_edited_after_the_list_was_shown_is_not_published(office, engine, waiting, states):
    form = office.visit(_QUEUE).form(_QUEUE)
    with work(engine) as session:
        describe_item(session, find_item(session, waiting[0]), {"title": "Chợ Bờ"}, BY)
    page = office.send(_QUEUE, _QUEUE, {**form, "tai-lieu": waiting, "viec": "duyet"})
    assert "“Chợ Bờ”: Không thể công bố: có người vừa sửa mô tả; hãy xem lại." in page.words
    assert states() == [ItemState.REVIEW, ItemState.PUBLISHED, ItemState.PUBLISHED]


def test_a_cataloguer_decides_nothing(staff, waiting, states):
    browser = staff("cataloguer")
    token = browser.visit("/can-bo/tai-lieu").form("/can-bo/giao-viec")["csrf_token"]
    data = {"csrf_token": token, "tai-lieu": waiting, "viec": "duyet"}
    with browser.client.post(_QUEUE, data=data) as response:
        assert response.status_code == 403
    assert set(states()) == {ItemState.REVIEW}


def test_many_undecided_items_are_named_in_few_words(office, engine, waiting):
    with work(engine) as session:
        titles = (sha256(str(number).encode()).hexdigest() * 2 for number in range(40))
        ids = [make_item(session, title, published=False).id for title in titles]
    form = office.visit("/can-bo/tai-lieu?q=chợ").form("/can-bo/giao-viec")
    data = {"csrf_token": form["csrf_token"], "tai-lieu": ids, "viec": "duyet"}
    with office.client.post(_QUEUE, data=data) as response:
        assert max(map(len, response.headers.getlist("Set-Cookie"))) < 2000
    assert office.visit(_QUEUE).words.count("không còn chờ duyệt") == 1
