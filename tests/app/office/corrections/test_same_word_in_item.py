"""Staff correct the same misreading all over an item after seeing every place."""

import pytest
from sqlalchemy import select

from library.catalogue.models import Page, PageText
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import make_item


@pytest.fixture
def address(engine, settings):
    """Shelve an item with the same misreading on two pages; give where it is corrected."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        for text in ("Ủy ban câp tỉnh", "câp, câp huyện", "cấp xã"):
            make_scan(session, settings, item, text)
    return f"/can-bo/tai-lieu/{item.id}/chu-giong"


@pytest.fixture
def text(engine):
    """Give a function that returns the text of every page."""

    def look():
        with reading(engine) as session:
            rows = select(PageText.text).join(Page).order_by(Page.number)
            return list(session.scalars(rows))

    return look


def _preview(office, address):
    return office.visit(f"{address}?sai=câp&dung=cấp")


def _correct(office, address, **told):
    places = [box.get("value") for box in _preview(office, address).all("input", name="cho")]
    return office.send(f"{address}?sai=câp&dung=cấp", f"{address}/sua", {"cho": places, **told})


def test_every_place_is_shown_before_anything_is_changed(office, address, text):
    assert len(_preview(office, address).all("svg", class_="line__crop")) == 3
    assert text()[0] == "Ủy ban câp tỉnh"


def test_all_that_were_ticked_are_corrected_and_keep_their_marks(office, address, text):
    assert "Đã sửa 3 chỗ" in _correct(office, address).words
    assert text() == ["Ủy ban cấp tỉnh", "cấp, cấp huyện", "cấp xã"]


def test_a_place_that_was_not_ticked_stays(office, address, text):
    _correct(office, address, cho=["2:0"])
    assert text()[:2] == ["Ủy ban câp tỉnh", "cấp, câp huyện"]


def test_it_is_taken_back_at_one_press(office, address, text):
    done = _correct(office, address)
    undo = f"{address}/hoan-tac"
    with office.client.post(undo, data=done.form(undo), follow_redirects=True) as response:
        assert "Đã hủy ở 2 trang" in response.text
    assert text()[:2] == ["Ủy ban câp tỉnh", "câp, câp huyện"]


def test_places_that_are_something_else_by_now_are_passed_over(office, address, text):
    _correct(office, address, cho=["2:1", "1:77", "x:1", "1"])
    assert text()[0] == "Ủy ban câp tỉnh"


def test_a_word_nobody_misread_is_told_so(office, address):
    assert "Không còn chỗ nào" in office.visit(f"{address}?sai=xyz").words
