"""The queue of doubtful figures in the office, and their mark for readers."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.models import Page
from library.catalogue.text.words import unpack
from library.corrections import figure_doubts
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.app.scans import make_scan
from tests.makers import BY, make_item

_ADDRESS = "/can-bo/so-con-ngo"


@pytest.fixture
def item(engine, settings):
    """Enter a published page that cites a document with another day than the library's."""
    with work(engine) as session:
        make_item(session, number="12/QĐ-UBND", date="2020-08-06")
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        page = make_scan(session, settings, item, "theo 12/QĐ-UBND ngày 05/8/2020 và 42/02/2018")
        cataloguing.publish(session, item, BY)
        words = unpack(ContentStore(settings.derivatives).read(page.words))
        figure_doubts.refresh(session, page, words)
    return item


def _texts(engine, settings, item):
    with reading(engine) as session:
        page = session.query(Page).filter_by(item_id=item.id).one()
        return [word.text for word in unpack(ContentStore(settings.derivatives).read(page.words))]


def test_each_figure_stands_beside_its_image_with_the_proposal(office, item):
    page = office.visit(_ADDRESS)
    assert len(page.all("svg", class_="line__crop")) == 2
    assert [field.get("value") for field in page.all("input", name="chu")] == [
        "06/8/2020",
        "42/02/2018",
    ]


def test_a_typed_figure_replaces_the_one_read_and_leaves_the_queue(office, item, engine, settings):
    form = {"cho": "3", "doc": "05/8/2020", "chu": "06/8/2020", "viec": "sua"}
    office.send(_ADDRESS, f"/can-bo/tai-lieu/{item.id}/trang/1/so-con-ngo", form)
    assert _texts(engine, settings, item)[3] == "06/8/2020"
    assert len(office.visit(_ADDRESS).all("svg", class_="line__crop")) == 1


def test_a_figure_changed_meanwhile_is_said_to_be(office, item, engine, settings):
    form = {"cho": "3", "doc": "07/8/2020", "chu": "1", "viec": "sua"}
    answer = office.send(_ADDRESS, f"/can-bo/tai-lieu/{item.id}/trang/1/so-con-ngo", form)
    assert "không đổi gì" in answer.words
    assert _texts(engine, settings, item)[3] == "05/8/2020"


def test_readers_see_both_figures_marked(browser, item):
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1?xem=chu")
    assert [mark.text for mark in page.all("span", class_="doubtful-figure")] == [
        "05/8/2020",
        "42/02/2018",
    ]
