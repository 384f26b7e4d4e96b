"""The bin: what was deleted is restored by one button, by who may; nothing leaks meanwhile."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.access import draft_deletion, publishing
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Item, ItemState
from library.database import reading, work
from library.errors import WrongStateError
from library.jobs import orders
from library.staff import bin_entries
from library.stories import edit_stories
from library.stories.edit_stories import StoryDetails
from library.stories.models import Story, StoryKind
from tests.makers import make_accession, make_item

_BIN = "/can-bo/thung-rac"


def _restore(browser, page=_BIN):
    shown = browser.visit(page)
    (button,) = shown.all("button", name="muc")
    return browser.send(page, _BIN, {"muc": button.get("value")})


@pytest.fixture
def withdrawn(engine):
    """Enter an item that was published and withdrawn; return its id."""
    with work(engine) as session:
        item = session.get(Item, make_item(session, "Đã gỡ rồi").id)
        publishing.close(session, item, "lan", "Sai")
        return item.id


def test_a_withdrawn_record_is_deleted_with_its_reason_and_restored(office, engine, withdrawn):
    page = f"/can-bo/tai-lieu/{withdrawn}"
    office.send(page, f"{page}/xoa", {"ly-do": "Nhập hai lần"})
    assert "Nhập hai lần" in office.visit(_BIN).words
    assert "Đã khôi phục 1 mục" in _restore(office).words
    with reading(engine) as session:
        assert session.get(Item, withdrawn).state is ItemState.WITHDRAWN
        assert bin_entries.find(session, "item", withdrawn) is None


def test_a_record_once_published_is_never_removed(office, engine, withdrawn):
    page = f"/can-bo/tai-lieu/{withdrawn}"
    office.send(page, f"{page}/xoa", {})
    (box,) = office.visit(_BIN).all("input", name="dong")
    token = office.visit(_BIN).form(_BIN)["csrf_token"]
    fields = {"csrf_token": token, "dong": box.get("value")}
    with office.client.post(f"{_BIN}/don", data=fields, follow_redirects=True) as answer:
        assert "chỉ ẩn" in answer.get_data(as_text=True)
    with reading(engine) as session:
        assert session.get(Item, withdrawn) is not None


def test_a_copy_that_was_removed_comes_back(office, engine):
    with work(engine) as session:
        item = session.get(Item, make_item(session).id)
        copies = (Copy(registration="DC.1"), Copy(registration="DC.2", price=9000))
        holdings.replace_copies(session, item, copies, "lan")
        holdings.replace_copies(session, item, copies[:1], "lan")
    _restore(office)
    with reading(engine) as session:
        assert holdings.of_item(session, item.id) == copies


def test_an_edited_copy_is_not_deleted(engine):
    with work(engine) as session:
        item = session.get(Item, make_item(session).id)
        holdings.replace_copies(session, item, (Copy(registration="DC.1"),), "lan")
        holdings.replace_copies(session, item, (Copy(registration="DC.2"),), "lan")
        assert not session.scalars(bin_entries.subjects("copy")).all()


@pytest.mark.parametrize(
    ("old", "now", "removed"),
    [
        (("DC.1", "DC.2", "DC.3"), ("DC.9", "DC.2"), "DC.3"),
        (("", "", ""), ("", ""), "Kho mượn"),
    ],
    ids=["another copy is edited", "copies without a number"],
)
def test_a_removed_copy_is_in_the_bin_whatever_its_neighbours(engine, old, now, removed):
    with work(engine) as session:
        item = session.get(Item, make_item(session).id)
        for numbers in (old, now):
            copies = [Copy(registration=number, location="Kho mượn") for number in numbers]
            holdings.replace_copies(session, item, copies, "lan")
        titles = [
            entry.title for entry in session.scalars(bin_entries.entries("lan", "cataloguer"))
        ]
    assert any(removed in title for title in titles)


def test_a_story_is_deleted_by_its_author_and_restored(staff, engine):
    author = staff("cataloguer")
    with work(engine) as session:
        details = StoryDetails(StoryKind.STORY, "Chợ Kỳ Lừa", "", "", "", "", ())
        number = edit_stories.enter(session, details, "cataloguer").id
    page = f"/can-bo/chuyen-ke/{number}"
    author.send(page, f"{page}/xoa", {})
    assert "Chợ Kỳ Lừa" not in author.visit("/can-bo/chuyen-ke").words
    _restore(author)
    assert "Chợ Kỳ Lừa" in author.visit("/can-bo/chuyen-ke").words
    with work(engine) as session:
        edit_stories.delete_story(
            session, session.get(Story, number), "cataloguer", may_publish=False
        )
        (entry,) = session.scalars(bin_entries.entries("cataloguer", "cataloguer"))
        assert bin_entries.remove(session, [entry.id], "admin") == 1
        assert session.get(Story, number) is None


def test_a_withdrawn_delivery_is_restored(office, engine):
    with work(engine) as session:
        number = make_accession(session).number
        orders.withdraw(session, number, "lan", "Nộp nhầm")
    assert "Nộp nhầm" in office.visit(_BIN).words
    _restore(office)
    with reading(engine) as session:
        orders.find_withdrawable(session, number)


def test_the_form_that_withdraws_asks_for_no_reason_in_vain(office, engine):
    with work(engine) as session:
        number = make_accession(session).number
        orders.withdraw(session, number, "lan", "Nộp nhầm")
    assert "đã bị rút" in office.visit(f"/can-bo/lan-nhap/{number}/rut", status=409).words


def test_others_see_and_restore_nothing_that_is_not_theirs(staff, engine, office, withdrawn):
    page = f"/can-bo/tai-lieu/{withdrawn}"
    office.send(page, f"{page}/xoa", {})
    cataloguer = staff("cataloguer")
    assert "Đã gỡ rồi" not in cataloguer.visit(_BIN).words
    with reading(engine) as session:
        number = bin_entries.find(session, "item", withdrawn).id
    token = cataloguer.visit("/can-bo/chuyen-ke/moi").form("/can-bo/chuyen-ke/moi")["csrf_token"]
    fields = {"csrf_token": token, "muc": number}
    with cataloguer.client.post(_BIN, data=fields, follow_redirects=True) as answer:
        assert "do người khác lập hay xóa" in answer.get_data(as_text=True)
    with cataloguer.client.post(f"{_BIN}/don", data=fields) as answer:
        assert answer.status_code == 403


def test_what_is_gone_or_in_use_again_is_not_restored_over(office, engine, withdrawn):
    page = f"/can-bo/tai-lieu/{withdrawn}"
    office.send(page, f"{page}/xoa", {})
    with work(engine) as session:
        session.get(Item, withdrawn).state = ItemState.PUBLISHED
    assert "Không thể khôi phục" in _restore(office).words
    with reading(engine) as session:
        assert session.get(Item, withdrawn).state is ItemState.PUBLISHED


def test_what_readers_see_again_has_left_the_bin(engine, withdrawn):
    with work(engine) as session:
        item = session.get(Item, withdrawn)
        draft_deletion.delete_item(session, item, "lan", may_publish=True)
        cataloguing.publish(session, item, "xưởng số hóa")
        publishing.close(session, item, "lan", "Sai lần nữa")
        assert bin_entries.find(session, "item", withdrawn) is None


def test_a_cataloguer_brings_nothing_back_by_sending_it_to_review(engine, withdrawn):
    with work(engine) as session:
        item = session.get(Item, withdrawn)
        draft_deletion.delete_item(session, item, "lan", may_publish=True)
        with pytest.raises(WrongStateError):
            publishing.submit(session, item, "hoa")
        with pytest.raises(WrongStateError):
            publishing.schedule(session, item, "2126-01-01", "hoa")


def test_an_old_page_of_the_bin_names_no_other_thing(engine, withdrawn):
    with work(engine) as session:
        item = session.get(Item, withdrawn)
        draft_deletion.delete_item(session, item, "lan", may_publish=True)
        number = bin_entries.find(session, "item", withdrawn).id
        assert bin_entries.restore(session, [number], "lan", "reviewer") == 1
        draft_deletion.delete_item(session, item, "lan", may_publish=True)
        assert bin_entries.find(session, "item", withdrawn).id != number


def test_the_bin_shows_one_screen_of_many_entries(office, engine):
    with work(engine) as session:
        for number in range(60):
            bin_entries.put(session, "item", f"xoa{number}", f"Đã xóa {number}", "office")
    assert len(office.visit(_BIN).all("input", name="dong")) == 50
    page = office.visit(f"{_BIN}?trang=2")
    assert "60 mục" in page.words
    assert len(page.all("input", name="dong")) == 10
