"""Searches cannot be used to read closed text: what each kind of viewer is shown."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.models import Access
from library.database import work
from points.access_points.enrolment import announce, enrol
from tests.app.browser import Browser
from tests.app.reading_room import enter_room
from tests.makers import BY, make_item

_WORDS = "vuong+thi+xoan"
_ON_SITE, _EMBARGOED = {"access": Access.LIBRARY}, {"opens": "2999-01-31"}


@pytest.fixture
def stranger(app):
    """Return the browser of somebody at home."""
    return Browser(app)


@pytest.fixture
def public_computer(app, engine):
    """Return the browser of an enrolled computer."""
    with work(engine) as session:
        token = enrol(session, announce(session, "chi-lang", "Máy 1"))
    return enter_room(Browser(app), token)


@pytest.fixture
def clerk(staff):
    """Return the browser of a member of staff."""
    return staff("cataloguer")


@pytest.fixture
def closed(holdings):
    """Return a function that enters a closed item beside an open one."""

    def enter(description):
        holdings("Sổ ngỏ", texts=["Chợ phiên họp năm ngày một lần."])
        return holdings("Sổ kín", texts=["Vương Thị Xoan khai rằng."], **description)

    return enter


@pytest.mark.parametrize(
    ("viewer", "description", "finds"),
    [
        ("stranger", _ON_SITE, False),
        ("stranger", _EMBARGOED, False),
        ("public_computer", _ON_SITE, True),
        ("public_computer", _EMBARGOED, False),
        ("clerk", _ON_SITE, True),
        ("clerk", _EMBARGOED, True),
    ],
)
def test_the_words_of_closed_text_are_confirmed_only_to_its_readers(
    request, closed, viewer, description, finds
):
    item = closed(description)
    browser = request.getfixturevalue(viewer)
    assert ("Sổ kín" in browser.visit(f"/tra-cuu?q={_WORDS}").says("h2")) is finds
    assert (item.id in browser.fetch(f"/tra-cuu.atom?q={_WORDS}").text) is finds
    assert browser.visit("/tra-cuu?q=so+kin").says("h2")[0] == "Sổ kín"


@pytest.mark.parametrize("description", [_ON_SITE, _EMBARGOED])
def test_a_stranger_sees_the_same_with_words_of_closed_text_as_with_any(
    stranger, closed, description
):
    closed(description)
    pages = [stranger.fetch(f"/tra-cuu?q=vuong+thi+{word}").text for word in ("xoan", "xuan")]
    assert pages[0] == pages[1].replace("xuan", "xoan")


@pytest.mark.parametrize("description", [_ON_SITE, _EMBARGOED])
def test_the_search_inside_a_closed_item_says_nothing(stranger, closed, description):
    item = closed(description)
    for typed in (_WORDS, "khong+co"):
        page = stranger.visit(f"/tai-lieu/{item.id}?q={typed}")
        assert "Trang 1" not in page.words
        assert not page.says("mark")
        assert stranger.fetch(f"/tai-lieu/{item.id}/tim?q={typed}").status_code == 403


def test_text_closed_a_moment_ago_is_hidden_before_it_is_indexed(stranger, engine, holdings):
    item = holdings("Sổ kín", texts=["Vương Thị Xoan khai rằng."])
    with work(engine) as session:
        row = cataloguing.find_item(session, item.id)
        cataloguing.describe(session, row, _ON_SITE, BY)
    assert stranger.visit(f"/tra-cuu?q={_WORDS}").says("h2") == []


def test_results_are_never_stored_by_a_proxy(stranger, closed):
    closed(_ON_SITE)
    for address in (f"/tra-cuu?q={_WORDS}", f"/tra-cuu.atom?q={_WORDS}"):
        headers = stranger.fetch(address).headers
        assert "private" in headers["Cache-Control"]
        assert "Cookie" in headers["Vary"]


def test_suggestions_hold_no_word_of_closed_text(stranger, engine, closed):
    closed(_EMBARGOED)
    with work(engine) as session:
        make_item(session, "Xoan đào")
    assert "Vương" not in stranger.fetch("/goi-y?q=xoan").text
