"""Correction of the same misreading in a whole item."""

import pytest
from sqlalchemy import select

from library.catalogue.models import Page, PageText
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import make_item


@pytest.fixture
def address(engine, settings):
    """Enter an item with the same misreading on two pages; return its correction address."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        for text in ("Ủy ban câp tỉnh", "câp, câp huyện", "cấp xã"):
            make_scan(session, settings, item, text)
    return f"/can-bo/tai-lieu/{item.id}/chu-giong"


@pytest.fixture
def text(engine):
    """Return a function that reads the text of every page."""

    def read_now():
        with reading(engine) as session:
            rows = select(PageText.text).join(Page).order_by(Page.number)
            return list(session.scalars(rows))

    return read_now


def _preview(office, address):
    return office.visit(f"{address}?sai=câp&dung=cấp")


def _correct(office, address, **fields):
    places = [box.get("value") for box in _preview(office, address).all("input", name="cho")]
    return office.send(f"{address}?sai=câp&dung=cấp", f"{address}/sua", {"cho": places, **fields})


def test_every_place_is_shown_before_anything_is_changed(office, address, text):
    assert len(_preview(office, address).all("svg", class_="line__crop")) == 3
    assert text()[0] == "Ủy ban câp tỉnh"


def test_ticked_places_are_corrected_and_keep_their_punctuation(office, address, text):
    assert "Đã sửa 3 chỗ" in _correct(office, address).words
    assert text() == ["Ủy ban cấp tỉnh", "cấp, cấp huyện", "cấp xã"]


def test_an_unticked_place_stays_unchanged(office, address, text):
    _correct(office, address, cho=["2:0"])
    assert text()[:2] == ["Ủy ban câp tỉnh", "cấp, câp huyện"]


def test_one_button_undoes_the_corrections(office, address, text):
    result = _correct(office, address)
    undo = f"{address}/hoan-tac"
    with office.client.post(undo, data=result.form(undo), follow_redirects=True) as response:
        assert "Đã hoàn tác ở 2 trang" in response.text
    assert text()[:2] == ["Ủy ban câp tỉnh", "câp, câp huyện"]


def test_places_changed_meanwhile_are_skipped(office, address, text):
    _correct(office, address, cho=["2:1", "1:77", "x:1", "1"])
    assert text()[0] == "Ủy ban câp tỉnh"


def test_a_word_without_misreadings_shows_a_message(office, address):
    assert "Không còn chỗ nào" in office.visit(f"{address}?sai=xyz").words
