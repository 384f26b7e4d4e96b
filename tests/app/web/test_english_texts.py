"""English texts of collections, and English words for kinds and rights."""

import pytest

from library.catalogue.models import Item
from library.catalogue.profiles import parse
from library.database import reading, work
from library.errors import BadProfileError
from tests.makers import make_item, make_settings, save_profile

_PROFILE = """
title = "Bản đồ và ảnh"
summary = "Bản đồ."
{english}
"""
_ENGLISH = 'title_en = "Maps"\nterms_en = ["Bản đồ = Map sheet", "Của chung = Free to use"]'


@pytest.fixture
def settings(tmp_path):
    """Return settings of an installation without collections."""
    return make_settings(tmp_path / "nhà", collections=str(tmp_path / "không có"))


@pytest.fixture
def read_english(browser, engine):
    """Return a function that opens the page of an item or collection in English."""
    with work(engine) as session:
        item = make_item(
            session, "Tờ 1", collection="x", kind="Bản đồ", licence="Của chung", date="khoảng 1813"
        )
        item_id = item.id

    def visit(address, english=_ENGLISH):
        save_profile(engine, "x", _PROFILE.format(english=english))
        browser.visit("/ngon-ngu/en?tiep=/tro-giup")
        return browser.visit(address.format(item=item_id))

    return visit


def test_collections_and_their_values_are_in_english(read_english):
    page = read_english("/tai-lieu/{item}")
    assert page.says("dd", lang="en")[:2] == ["Map sheet", "Free to use"]
    assert "about 1813" in page.says("dd")
    (link,) = page.all("a", href="/suu-tap/x")
    assert (link.text, link.get("lang")) == ("Maps", "en")
    collection = read_english("/suu-tap/x")
    assert collection.heading == "Maps"
    assert collection.says("p", class_="lead", lang="vi") == ["Bản đồ."]


def test_what_nobody_translated_stays_vietnamese(read_english):
    page = read_english("/tai-lieu/{item}", english="")
    assert "Bản đồ" in page.says("dd", lang="vi") and not page.all("dd", lang="en")


def test_stored_values_and_vietnamese_pages_keep_their_words(read_english, browser, engine):
    read_english("/tai-lieu/{item}")
    assert "Bản đồ" in browser.visit("/ngon-ngu/vi?tiep=/").words
    with reading(engine) as session:
        assert session.query(Item).one().kind == "Bản đồ"


def test_a_term_needs_both_languages():
    with pytest.raises(BadProfileError, match="terms_en"):
        parse("x", _PROFILE.format(english='terms_en = ["Map"]'))
