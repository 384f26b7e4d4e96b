"""Citations for texts and for reference managers."""

import pytest

from library.catalogue.models import Access
from library.database import work
from tests.makers import make_item


@pytest.fixture
def item(engine):
    """Newspaper with one page."""
    with work(engine) as session:
        return make_item(session, "Kế hoạch 149", date="2017", creator="UBND tỉnh")


def test_an_item_says_how_it_is_cited(browser, item):
    page = browser.visit(f"/tai-lieu/{item.id}")
    assert any(text.startswith("UBND tỉnh (2017), Kế hoạch 149") for text in page.says("p"))


def test_a_page_is_cited_as_a_page(browser, item):
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1")
    assert any(", tr. 1, " in text for text in page.says("p"))


@pytest.mark.parametrize(
    ("address", "beginning"),
    [
        pytest.param("trich-dan.bib", "@misc{", id="BibTeX"),
        pytest.param("trich-dan.ris?trang=1", "TY  - ", id="RIS of a page"),
        pytest.param("trich-dan.ris?trang=-1", "TY  - ", id="a senseless page"),
    ],
)
def test_a_reference_is_sent_as_a_file(app, item, address, beginning):
    answer = app.test_client().get(f"/tai-lieu/{item.id}/{address}")
    assert (answer.text.startswith(beginning), "attachment" in str(answer.headers)) == (True, True)


def test_hidden_items_are_not_cited(app, engine):
    with work(engine) as session:
        hidden = make_item(session, access=Access.STAFF)
    assert app.test_client().get(f"/tai-lieu/{hidden.id}/trich-dan.bib").status_code == 404
