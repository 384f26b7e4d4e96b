"""Rescans of pages; the old page stays until the new one is processed."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from library.accessions.models import Accession, AccessionState
from library.catalogue.cataloguing import publish
from library.catalogue.models import Item, Page
from library.database import reading, work
from library.page_arrangement import actions, overlays
from library.page_arrangement.overlays import RescanPage
from tests.app.scans import make_scan
from tests.makers import BY, make_accession, make_item


@pytest.fixture
def item(engine, settings):
    """Enter a published item of three scanned pages."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        for number, text in enumerate(("một", "hai", "ba")):
            make_scan(session, settings, item, text).taken_from = f"a:{number} 0.0-1.0"
        fields = {"state": AccessionState.DONE, "item_id": item.id}
        item.accession_id = make_accession(session, "sổ.pdf", **fields).id
        publish(session, item, BY)
    return item.id


@pytest.fixture
def second(engine, item):
    """Return the id of the second page."""
    with reading(engine) as session:
        return session.scalar(select(Page.id).where(Page.item_id == item, Page.number == 2))


def _png():
    written = BytesIO()
    Image.new("L", (100, 140), 200).save(written, "PNG")
    return written.getvalue()


def _hand_in(office, item, *pages, act="thay", files=None):
    form = f"/can-bo/tai-lieu/{item}/quet-lai"
    chosen = {"viec": act, "trang": [str(page) for page in pages]}
    sent = files if files is not None else [(BytesIO(_png()), "quét lại.png")]
    return office.send(form, form, {**chosen, "tep": sent})


def _choose(office, item, *pages):
    table = f"/can-bo/tai-lieu/{item}/trang"
    return office.send(table, table, {"viec": "quet-lai", "trang": [str(page) for page in pages]})


def test_the_form_shows_the_chosen_pages(office, item, second):
    page = _choose(office, item, second)
    assert "Thay trang đã chọn bằng bản quét lại" in page.words
    assert "Chèn sau trang 2" in page.words


def test_without_chosen_pages_only_insertion_at_the_front_is_offered(office, item):
    page = _choose(office, item)
    assert "Chưa chọn trang nào" in page.words
    assert "Thay trang đã chọn" not in page.words


def test_a_rescan_is_registered_and_the_page_stays(office, browser, engine, item, second):
    page = _hand_in(office, item, second)
    assert "Trang cũ vẫn đọc được" in page.words
    assert "thay trang 2 bằng “quét lại.png” đang chờ xưởng" in page.words
    with reading(engine) as session:
        assert session.scalars(select(Accession.amends)).all() == [None, item]
    assert "hai" in browser.visit(f"/tai-lieu/{item}/trang/2").words


def test_a_form_without_a_file_shows_a_message(office, item, second):
    assert "Chưa chọn tệp nào" in _hand_in(office, item, second, files=[]).words


def test_several_documents_are_refused(office, item, second):
    files = [(BytesIO(b"%PDF-1.4 a"), "a.pdf"), (BytesIO(b"%PDF-1.4 b"), "b.pdf")]
    assert "Hãy nộp một tệp PDF" in _hand_in(office, item, second, files=files).words


def test_a_description_list_is_refused(office, item, second):
    files = [(BytesIO(_png()), "a.png"), (BytesIO(b"file,title\n"), "metadata.csv")]
    assert "Hãy nộp một tệp PDF" in _hand_in(office, item, second, files=files).words


@pytest.fixture
def replaced(engine, item, second):
    """Replace the second page by a rescan, as the pipeline does."""
    with work(engine) as session:
        rescan = make_accession(session, "quét lại.png", "ảnh mới")
        on = actions.load_arrangement(session, session.get_one(Item, item), BY)
        overlays.request_replacement(on, [second], rescan)
        overlays.apply(session, rescan, [RescanPage("r:0 0.0-1.0", {})], 0)


def test_the_old_image_is_shown_in_the_history(office, item, replaced):
    page = office.visit(f"/can-bo/tai-lieu/{item}/trang")
    assert "trang 2 trước đó" in page.words
    (picture,) = [i.get("src") for i in page.all("img") if "/quet-lai/" in i.get("src")]
    with office.client.get(picture) as sent:
        assert (sent.status_code, sent.mimetype) == (200, "image/webp")


@pytest.mark.parametrize("place", ["9/0/thumbnail", "1/7/thumbnail", "1/0/leaf", "1/0/file"])
def test_other_images_are_not_sent(office, item, replaced, place):
    with office.client.get(f"/can-bo/tai-lieu/{item}/quet-lai/{place}") as response:
        assert response.status_code == 404


def test_a_rescan_is_undone(office, item, replaced):
    table = f"/can-bo/tai-lieu/{item}/trang"
    page = office.send(table, table, {"viec": "hoan-tac"})
    assert "Đã hoàn tác: thay trang 2" in page.words
    assert "đã hoàn tác" in page.words


def test_two_scans_are_joined_vertically(office, engine, item):
    with reading(engine) as session:
        ids = session.scalars(select(Page.id).where(Page.number < 3)).all()
    table = f"/can-bo/tai-lieu/{item}/trang"
    fields = {"viec": "ghep-doc", "trang": [str(page_id) for page_id in ids]}
    assert "ghép thành một trang" in office.send(table, table, fields).words


@pytest.mark.parametrize("fields", [{"viec": "x"}, {}])
def test_invalid_requests_are_refused(office, item, fields):
    form = f"/can-bo/tai-lieu/{item}/quet-lai"
    token = office.visit(form).form(form)
    with office.client.post(form, data={**token, "viec": "", **fields}) as response:
        assert response.status_code == 400
