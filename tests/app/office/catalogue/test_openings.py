"""Opening of published items in the office: one person proposes, another approves."""

import pytest

from library.catalogue.models import Access, Item
from library.database import reading, work
from tests.makers import make_collections, make_item, make_settings, profile_text, save_profile


@pytest.fixture
def settings(tmp_path):
    """Return settings with a collection that needs two people."""
    profile = 'title = "Mật"\nsummary = "Cần hai người."\nfour_eyes = true\n'
    folder = make_collections(tmp_path / "sưu tập", mat=profile)
    return make_settings(tmp_path / "nhà", collections=str(folder))


@pytest.fixture
def item(engine):
    """Enter a published item for on-site reading; return its office address."""
    with work(engine) as session:
        entry = make_item(session, "Sổ địa bạ", collection="mat", access=Access.LIBRARY)
    return f"/can-bo/tai-lieu/{entry.id}"


@pytest.fixture
def access(engine, item):
    """Return a function that reads the item's access."""

    def read_now():
        with reading(engine) as session:
            return session.get(Item, item.rsplit("/", 1)[1]).access

    return read_now


@pytest.fixture
def proposer(staff, item):
    """Return the browser of a reviewer who has proposed to open the item."""
    browser = staff("reviewer")
    page = browser.send(item, item, {"access": "public"})
    assert "chờ một người khác duyệt" in page.words
    return browser


def _decide(browser, item, act, status=200):
    return browser.send(item, f"{item}/mo-them", {"viec": act}, status=status)


def test_the_public_sees_the_old_state_until_somebody_else_approves(
    office, proposer, item, access, browser
):
    address = item.replace("/can-bo", "")
    assert access() is Access.LIBRARY
    assert "chỉ đọc trên máy tính của thư viện" in browser.visit(address).words
    page = office.visit("/can-bo/cho-duyet").words
    assert "Quyền đọc: chỉ trên máy của thư viện → mọi nơi (reviewer đề nghị)" in page
    _decide(office, item, "duyet")
    assert access() is Access.PUBLIC
    assert "chỉ đọc trên máy tính của thư viện" not in browser.visit(address).words


def test_the_author_can_neither_see_nor_press_the_button(proposer, item, access):
    page = proposer.visit(item)
    assert "Rút lại đề nghị" in page.words
    assert "Duyệt, mở cho bạn đọc" not in page.words
    assert "cần một người khác duyệt" in _decide(proposer, item, "duyet", status=409).words
    assert access() is Access.LIBRARY


def test_a_cataloguer_approves_nothing(proposer, staff, item, access):
    _decide(staff("cataloguer"), item, "duyet", status=403)
    assert access() is Access.LIBRARY


def test_a_proposal_is_taken_back(proposer, item):
    assert "Đã bỏ đề nghị mở" in _decide(proposer, item, "bo").words
    assert "Chờ người thứ hai" not in proposer.visit(item).words


def test_the_waiting_proposal_is_work_for_reviewers(proposer, office):
    assert any("1 đề nghị mở chờ" in text for text in office.visit("/can-bo").says("li"))


def test_a_reviewer_alone_does_not_let_a_reviewed_collection_open_earlier(staff, engine):
    save_profile(engine, "mat", profile_text(engine, "mat") + "moving_wall = 50\n")
    page = "/can-bo/suu-tap/mat"
    sent = staff("reviewer").send(page, page, {"moving_wall": "5"}, status=403)
    assert "quản trị" in sent.words
