"""Opening of published items in the office: one person proposes, another approves."""

import json

import pytest

from library.catalogue.models import Access, Item
from library.database import reading, work
from library.exchange.marc21.marc_record import as_stored, of_stored
from library.exchange.records import marc_edits
from library.exchange.records.field_rules import Rules
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


def _decide(browser, item, act, status=200, reason=""):
    fields = {"viec": act, "ly-do": reason}
    return browser.send(item, f"{item}/mo-them", fields, status=status)


def test_the_public_sees_the_old_state_until_somebody_else_approves(
    office, proposer, item, access, browser
):
    address = item.replace("/can-bo", "")
    assert access() is Access.LIBRARY
    assert "chỉ đọc trên máy tính của thư viện" in browser.visit(address).words
    page = office.visit("/can-bo/cho-duyet").words
    assert "chỉ trên máy của thư viện mọi nơireviewer" in page
    _decide(office, item, "duyet")
    assert access() is Access.PUBLIC
    assert "chỉ đọc trên máy tính của thư viện" not in browser.visit(address).words


def test_the_author_can_neither_see_nor_press_the_button(proposer, item, access):
    page = proposer.visit(item)
    assert "Rút lại đề nghị của tôi" in page.words
    assert "hoặc cần sửa" not in page.words
    assert "cần một người khác duyệt" in _decide(proposer, item, "duyet", status=409).words
    assert access() is Access.LIBRARY


def test_a_cataloguer_approves_nothing(proposer, staff, item, access):
    _decide(staff("cataloguer"), item, "duyet", status=403)
    assert access() is Access.LIBRARY


def test_a_proposal_is_taken_back(proposer, item):
    assert "Đã rút đề nghị" in _decide(proposer, item, "bo").words
    assert "Chờ người thứ hai" not in proposer.visit(item).words


def test_the_waiting_proposal_is_work_for_reviewers(proposer, office):
    assert any("1 đề nghị sửa chờ" in text for text in office.visit("/can-bo").says("li"))


def test_a_reviewer_alone_does_not_let_a_reviewed_collection_open_earlier(staff, engine):
    save_profile(engine, "mat", profile_text(engine, "mat") + "moving_wall = 50\n")
    page = "/can-bo/suu-tap/mat"
    sent = staff("reviewer").send(page, page, {"moving_wall": "5"}, status=403)
    assert "quản trị" in sent.words


def test_a_returned_change_goes_back_to_its_author_with_the_reason(office, staff, item, engine):
    author = staff("cataloguer")
    author.send(item, item, {"title": "Sổ địa bạ Bắc Sơn"})
    assert "hãy ghi cần sửa gì" in _decide(office, item, "tra").words
    _decide(office, item, "tra", reason="Thiếu năm")
    assert "Thiếu năm" in author.visit("/can-bo").words
    assert "bị trả lại" in author.visit(item).words
    assert "Sổ địa bạ Bắc Sơn" not in office.visit("/can-bo/cho-duyet").words
    author.send(item, item, {"title": "Sổ địa bạ Bắc Sơn"})
    _decide(office, item, "duyet")
    with reading(engine) as session:
        assert session.get(Item, item.rsplit("/", 1)[1]).title == "Sổ địa bạ Bắc Sơn"


def test_a_title_changed_in_marc_reaches_no_export_before_approval(office, item, engine, browser):
    with work(engine) as session:
        item_id, rules = item.rsplit("/", 1)[1], Rules(may_publish=True)
        record = marc_edits.current_record(session, item_id)
        content = as_stored(record)
        renamed = of_stored(
            json.loads(json.dumps(content, ensure_ascii=False).replace("Sổ địa bạ", "Tên mới"))
        )
        marc_edits.save_record(session, item_id, renamed, rules, "lan")
    exported = item.replace("/can-bo", "") + "/marc.xml"
    assert "Tên mới" not in browser.fetch(exported).text
    _decide(office, item, "duyet")
    assert "Tên mới" in browser.fetch(exported).text
