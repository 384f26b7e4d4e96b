"""ZIM files in the office: ordered, cancelled, downloaded by ranges, recalled."""

import pytest

from app.kit.province import zim_pages
from kit.zim import zim_orders
from library.bulk import selections
from library.catalogue.cataloguing import withdraw
from library.catalogue.models import Item
from library.database import work
from library.staff.models import StaffMember
from library.staff.saved_views import save_view
from tests.makers import BY, make_item

_ZIM = "/can-bo/zim"
_FORM = {"noi-dung": "bst:bao-chi", "anh": "small", "ten": ""}


@pytest.fixture(autouse=True)
def _installed(monkeypatch):
    monkeypatch.setattr(zim_pages, "find_spec", lambda _name: object())


@pytest.fixture
def item(engine) -> Item:
    """A public item."""
    with work(engine) as session:
        return make_item(session, "Báo Lạng Sơn", collection="bao-chi", date="1965-01-03")


@pytest.fixture
def cataloguer(staff):
    """Return the browser of a cataloguer."""
    return staff("cataloguer")


@pytest.fixture
def finished(settings, item):
    """A file that was made."""
    draft = zim_orders.new_note("Báo chí", "small", BY, collection="bao-chi")
    note = zim_orders.place(settings, draft)
    file = zim_orders.folder_of(settings) / f"{note.id}.0.zim"
    file.write_bytes(b"ZIM" * 100)
    zim_orders.write_held(file, [item.id])
    facts = {"file": file.name, "contents_at": note.ordered, "bytes": 300, "items": 1, "pages": 1}
    assert zim_orders.change_open_order(settings, note, is_open=False, **facts)
    return note


def test_a_collection_is_ordered_once_and_cancelled(cataloguer, settings):
    page = cataloguer.send(_ZIM, _ZIM, _FORM)
    (note,) = zim_orders.all_notes(settings)
    assert "Chờ xưởng bắt đầu" in page.words and note.is_open
    page = cataloguer.send(_ZIM, _ZIM, _FORM, status=409)
    assert "đã có trong danh sách" in page.words
    page = cataloguer.send(_ZIM, f"{_ZIM}/{note.id}/thoi", {})
    assert "chưa có tệp" in page.words
    cataloguer.send(_ZIM, f"{_ZIM}/{note.id}/xoa", {})
    assert zim_orders.all_notes(settings) == ()


def test_a_selection_is_ordered_from_its_page(cataloguer, settings, engine, item):
    with work(engine) as session:
        chosen = selections.save(session, [item.id], BY)
    page = cataloguer.visit(f"/can-bo/hang-loat/chon/{chosen.id}")
    assert page.has_link_to(f"{_ZIM}?chon={chosen.id}")
    form = {**_FORM, "noi-dung": f"chon:{chosen.id}"}
    cataloguer.send(f"{_ZIM}?chon={chosen.id}", _ZIM, form)
    (note,) = zim_orders.all_notes(settings)
    assert zim_orders.chosen_ids(settings, note) == (item.id,)


def test_a_saved_list_made_again_holds_what_it_finds_then(cataloguer, settings, engine, item):
    with work(engine) as session:
        member = session.query(StaffMember).one()
        save_view(session, member.id, "office.bulk", "Báo 1965", "bst=bao-chi&tu=1965&den=1965")
        make_item(session, "Báo cũ", collection="bao-chi", date="1950-01-01")
    page = cataloguer.visit(_ZIM)
    assert "Danh sách đã ghi: Báo 1965" in page.words
    view = next(o.attrib["value"] for o in page.all("option") if "1965" in (o.text or ""))
    cataloguer.send(_ZIM, _ZIM, {**_FORM, "noi-dung": view})
    (note,) = zim_orders.all_notes(settings)
    assert zim_orders.chosen_ids(settings, note) == (item.id,)
    zim_orders.cancel(settings, note.id)
    with work(engine) as session:
        newer = make_item(session, "Báo mới", collection="bao-chi", date="1965-02-03")
    cataloguer.send(_ZIM, f"{_ZIM}/{note.id}/lai", {})
    assert set(zim_orders.chosen_ids(settings, note)) == {item.id, newer.id}


def test_a_saved_list_that_finds_nothing_any_more_is_not_made_of_its_former_items(
    cataloguer, settings, item
):
    draft = zim_orders.new_note("Báo 1701", "small", BY, view="bst=bao-chi&tu=1701&den=1701")
    note = zim_orders.place(settings, draft, (item.id,))
    zim_orders.cancel(settings, note.id)
    page = cataloguer.send(_ZIM, f"{_ZIM}/{note.id}/lai", {}, status=404)
    assert "Không có tài liệu nào" in page.words
    assert not zim_orders.find(settings, note.id).is_open


def test_a_finished_file_is_sent_whole_or_in_part(cataloguer, finished):
    assert "1 tài liệu, 1 trang" in cataloguer.visit(_ZIM).words
    answer = cataloguer.fetch(f"{_ZIM}/{finished.id}/tep.zim", headers={"Range": "bytes=3-5"})
    assert (answer.status_code, answer.data) == (206, b"ZIM")


def test_a_file_with_a_withdrawn_item_is_not_sent(cataloguer, engine, item, finished):
    with work(engine) as session:
        withdraw(session, session.get(Item, item.id), BY, "sai")
    assert "nay không còn mở cho mọi người" in cataloguer.visit(_ZIM).words
    cataloguer.visit(f"{_ZIM}/{finished.id}/tep.zim", status=409)


def test_a_librarian_of_a_point_may_not_order(staff):
    assert staff("point-librarian").fetch(_ZIM).status_code == 403


@pytest.mark.parametrize("contents", ["", "bst:khong-co", "chon:x", "chon:99", "xem:1"])
def test_contents_that_do_not_exist_are_refused(cataloguer, contents):
    cataloguer.send(_ZIM, _ZIM, {**_FORM, "noi-dung": contents}, status=404)


def test_without_the_extra_the_page_says_how_to_install_it(cataloguer, monkeypatch):
    monkeypatch.setattr(zim_pages, "find_spec", lambda _name: None)
    assert "make zim" in cataloguer.visit(_ZIM).words
