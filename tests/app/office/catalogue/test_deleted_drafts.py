"""Drafts entered by mistake: deleted from their page or a list, and restored."""

from datetime import timedelta

import pytest

from library.bulk import find_items
from library.bulk.find_items import ItemFilter
from library.catalogue.access import publishing
from library.catalogue.access.models import Publication
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Item, ItemState
from library.consents import consents
from library.consents.consents import ConsentFacts
from library.consents.models import ConsentWay
from library.database import reading, work
from library.staff import bin_entries
from tests.makers import make_item

_LIST = "/can-bo/tai-lieu"


@pytest.fixture
def draft(engine):
    """Enter a draft without pages; return its id."""
    with work(engine) as session:
        return make_item(session, "Lập nhầm", texts=(), published=False).id


@pytest.fixture
def state(engine, draft):
    """Return a function that reads the state of the draft, or None if it is gone."""

    def read_now():
        with reading(engine) as session:
            item = session.get(Item, draft)
            return item and item.state

    return read_now


def _delete(browser, item_id, status=200, **fields):
    page = f"{_LIST}/{item_id}"
    return browser.send(page, f"{page}/xoa", fields, status=status)


def _age(session, item_id, days):
    bin_entries.find(session, "item", item_id).kept_until -= timedelta(days=days)


def test_a_draft_is_deleted_and_restored_on_its_page(office, draft, state):
    page = _delete(office, draft)
    assert "khôi phục được" in page.words
    assert (state(), office.visit(_LIST).has_link_to(f"{_LIST}/{draft}")) == (
        ItemState.WITHDRAWN,
        False,
    )
    assert office.visit("/can-bo/thung-rac").has_link_to(f"{_LIST}/{draft}")
    form = office.visit(f"{_LIST}/{draft}")
    (button,) = form.all("button", name="muc")
    sent = {"muc": button.get("value")}
    assert "Đã khôi phục" in office.send(f"{_LIST}/{draft}", "/can-bo/thung-rac", sent).words
    assert state() is ItemState.DRAFT
    assert office.visit(_LIST).has_link_to(f"{_LIST}/{draft}")


def test_drafts_are_deleted_from_the_list(office, draft, state):
    form = office.visit(_LIST).form("/can-bo/giao-viec")
    sent = {"csrf_token": form["csrf_token"], "tai-lieu": draft}
    with office.client.post(f"{_LIST}/xoa", data=sent) as response:
        assert response.status_code == 303
    assert state() is ItemState.WITHDRAWN


def test_all_ticked_drafts_are_deleted(office, engine, draft):
    with work(engine) as session:
        ids = [draft] + [make_item(session, texts=(), published=False).id for _ in range(4)]
    form = office.visit(_LIST).form("/can-bo/giao-viec")
    sent = {"csrf_token": form["csrf_token"], "tai-lieu": ids}
    with office.client.post(f"{_LIST}/xoa", data=sent) as response:
        assert response.status_code == 303
    with reading(engine) as session:
        assert {session.get(Item, id_).state for id_ in ids} == {ItemState.WITHDRAWN}


def test_a_deleted_draft_is_not_chosen_for_bulk_changes(office, engine, draft):
    _delete(office, draft)
    with reading(engine) as session:
        for words in ("", "Lập nhầm"):
            criteria = ItemFilter(words=words)
            assert find_items.find(session, criteria, (), first=0, count=9).total == 0


def test_a_deleted_draft_is_not_published_on_its_day(office, engine):
    with work(engine) as session:
        item = make_item(session, "Hẹn rồi xóa", published=False)
        publishing.schedule(session, session.get(Item, item.id), "2126-12-01", "lan")
    _delete(office, item.id)
    with work(engine) as session:
        assert publishing.publish_due(session, "2126-12-01") == []
        assert session.get(Item, item.id).state is ItemState.WITHDRAWN


def test_a_cataloguer_deletes_their_own_drafts_only(staff, engine, draft, state):
    cataloguer = staff("cataloguer")
    _delete(cataloguer, draft, status=403)
    assert state() is ItemState.DRAFT
    with work(engine) as session:
        session.add(Publication(item_id=draft, assigned_to="cataloguer"))
    _delete(cataloguer, draft)
    assert state() is ItemState.WITHDRAWN


def test_a_published_item_is_not_deleted(office, engine, draft):
    with work(engine) as session:
        item = make_item(session, "Đã công bố")
    token = office.visit(f"{_LIST}/{draft}").form(f"{_LIST}/{draft}")["csrf_token"]
    with office.client.post(f"{_LIST}/{item.id}/xoa", data={"csrf_token": token}) as response:
        assert response.status_code == 409


@pytest.mark.parametrize(("days", "expected"), [(89, ItemState.WITHDRAWN), (91, None)])
def test_a_record_is_removed_after_ninety_days(office, engine, draft, state, days, expected):
    _delete(office, draft)
    with work(engine) as session:
        _age(session, draft, days)
    with work(engine) as session:
        bin_entries.remove_due(session)
    assert state() is expected


def _add_copy(session, item_id):
    copy = Copy(registration="DC.1")
    holdings.replace_copies(session, session.get_one(Item, item_id), (copy,), "lan")


def _add_part(session, item_id):
    part = make_item(session, "Tập một")
    session.get_one(Item, part.id).part_of = item_id


def _add_consent(session, item_id):
    facts = ConsentFacts("Bà Lợi", ConsentWay.SPOKEN, evidence="kể")
    consents.enter(session, session.get_one(Item, item_id), facts, "lan")


@pytest.mark.parametrize("add", [_add_copy, _add_part, _add_consent])
def test_a_draft_with_copies_or_parts_is_never_purged(office, engine, draft, state, add):
    with work(engine) as session:
        add(session, draft)
    _delete(office, draft)
    with work(engine) as session:
        _age(session, draft, 99)
    with work(engine) as session:
        assert bin_entries.remove_due(session) == 0
    assert state() is ItemState.WITHDRAWN


def test_a_draft_with_pages_is_never_purged(office, engine):
    with work(engine) as session:
        item = make_item(session, "Có trang", published=False)
    _delete(office, item.id)
    with work(engine) as session:
        _age(session, item.id, 99)
    with work(engine) as session:
        assert bin_entries.remove_due(session) == 0
