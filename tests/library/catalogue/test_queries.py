"""Tests of catalogue queries: records, lists, pages and images."""

import pytest

from library.catalogue import cataloguing, queries
from library.catalogue.models import Access, Derivative, DerivativeKind, PageState
from library.errors import ItemNotFoundError, PageNotFoundError
from tests.makers import make_item, make_page


def _titles(records):
    return [record.title for record in records]


def _image(page, kind, width):
    page.derivatives.append(
        Derivative(
            kind=kind, digest=f"d{width}", media_type="image/webp", width=width, height=1, bytes=1
        )
    )


def test_an_unknown_item_raises(session):
    with pytest.raises(ItemNotFoundError):
        queries.item_record(session, "kia")


def test_unknown_records_are_omitted(session):
    item = make_item(session)
    assert list(queries.records(session, [item.id, "kia"])) == [item.id]


def test_a_collection_is_in_alphabetical_order(session):
    for title in ("Đình Lập", "Dân ca Tày", "Ải Chi Lăng"):
        make_item(session, title)
    item_page = queries.in_collection(session, "dia-chi", first=0, count=10)
    assert _titles(item_page.items) == ["Ải Chi Lăng", "Dân ca Tày", "Đình Lập"]


def test_a_screen_of_a_collection_has_the_total(session):
    for title in "abc":
        make_item(session, title)
    item_page = queries.in_collection(session, "dia-chi", first=1, count=1)
    assert (_titles(item_page.items), item_page.total) == (["b"], 3)


def test_drafts_are_not_among_the_newest(session):
    make_item(session, published=False)
    assert queries.newest(session, 10) == ()


def test_staff_items_are_not_among_the_newest(session):
    make_item(session).access = Access.STAFF
    session.flush()
    assert queries.newest(session, 10) == ()


def test_the_newest_come_first(session):
    for title in ("trước", "sau"):
        make_item(session, title).published = None
    first, last = queries.records(session, queries.published_ids(session)).values()
    cataloguing.find_item(session, first.id).published = last.changed.replace(year=2001)
    cataloguing.find_item(session, last.id).published = last.changed.replace(year=2002)
    session.flush()
    assert _titles(queries.newest(session, 2)) == [last.title, first.title]


def test_published_items_and_pages_are_counted_by_collection(session):
    make_item(session, texts=("1", "2"))
    make_item(session, texts=("1",))
    make_item(session, published=False)
    assert queries.counts(session) == {"dia-chi": (2, 3)}


def test_published_items_can_be_iterated_in_batches(session):
    ids = sorted(make_item(session).id for _ in range(3))
    first = queries.published_ids(session, count=2)
    assert first + queries.published_ids(session, after=first[-1]) == ids


def test_a_page_comes_with_its_text_and_images(session):
    item = make_item(session, texts=(), published=False)
    page = make_page(session, item, "chữ")
    _image(page, DerivativeKind.READING, 1600)
    _image(page, DerivativeKind.READING, 800)
    _image(page, DerivativeKind.THUMBNAIL, 200)
    session.flush()
    session.expire_all()
    page_details = queries.page_details(session, item.id, 1)
    assert page_details.text == "chữ"
    assert [image.width for image in page_details.reading] == [800, 1600]
    assert page_details.thumbnail.width == 200


def test_an_unknown_page_raises(session):
    with pytest.raises(PageNotFoundError, match="không có trang 9"):
        queries.page_details(session, make_item(session).id, 9)


def test_pages_are_in_order_and_without_text_by_default(session):
    item = make_item(session, texts=("một", "hai", "ba"))
    pages = queries.item_pages(session, item.id, first=2)
    assert [(page.number, page.text) for page in pages] == [(2, ""), (3, "")]


def test_pages_have_text_if_requested(session):
    item = make_item(session, texts=("một", "hai"))
    pages = queries.item_pages(session, item.id, count=1, with_text=True)
    assert [page.text for page in pages] == ["một"]


def test_a_failed_page_has_no_text(session):
    item = make_item(session, texts=("một",))
    make_page(session, item, "rác", state=PageState.FAILED)
    assert queries.page_texts(session, item.id) == {1: "một"}


def test_an_image_is_found_by_its_checksum_only_on_its_page(session):
    item = make_item(session, texts=("một",))
    page = make_page(session, item, "hai")
    _image(page, DerivativeKind.READING, 800)
    session.flush()
    session.expire_all()
    assert queries.page_details(session, item.id, 2).image("d800").width == 800
    assert queries.page_details(session, item.id, 1).image("d800") is None
