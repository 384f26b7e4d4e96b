"""Tests of thumbnails of items and pages."""

from library.catalogue.models import Derivative, DerivativeKind, Item
from library.catalogue.pages import thumbnails
from tests.makers import make_item, make_page


def make_pictured(session, *digests: str) -> Item:
    """Create an item with one page for each thumbnail; the first is its cover."""
    item = make_item(session, texts=(), published=False)
    for digest in digests:
        page = make_page(session, item, "chữ")
        for kind, width in ((DerivativeKind.THUMBNAIL, 200), (DerivativeKind.READING, 800)):
            page.derivatives.append(
                Derivative(
                    kind=kind, digest=digest, media_type="", width=width, height=width, bytes=1
                )
            )
    item.cover = digests[0]
    session.flush()
    return item


def test_the_cover_is_the_thumbnail_of_its_page(session):
    item = make_pictured(session, "a", "b")
    cover = thumbnails.covers(session, [item.id])[item.id]
    assert (cover.number, cover.digest, cover.width) == (1, "a", 200)


def test_of_two_pages_with_one_image_the_first_is_the_cover(session):
    item = make_pictured(session, "a", "a")
    assert thumbnails.covers(session, [item.id])[item.id].number == 1


def test_an_item_without_images_has_no_cover(session):
    assert thumbnails.covers(session, [make_item(session).id]) == {}


def test_thumbnails_of_many_pages_are_returned_at_once(session):
    item = make_pictured(session, "a", "b", "c")
    results = thumbnails.thumbnails(session, [(item.id, 2), (item.id, 3), (item.id, None)])
    assert {key: thumbnail.digest for key, thumbnail in results.items()} == {
        (item.id, 2): "b",
        (item.id, 3): "c",
    }


def test_no_pages_have_no_thumbnails(session):
    assert thumbnails.thumbnails(session, []) == {}
