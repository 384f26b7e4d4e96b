"""Page actions of staff keep the numbers and corrections of each page."""

import pytest
from sqlalchemy import select

from library.accessions.models import AccessionState
from library.catalogue.models import Page, PageKind
from library.catalogue.pages.neighbours import neighbours, number_at
from library.catalogue.pages.numbering import Numerals
from library.catalogue.queries import item_pages
from library.errors import PageNotFoundError, WrongStateError
from library.page_arrangement import actions, arrangement, undo_log
from library.page_arrangement.undo_log import delivery_of
from library.triage import instructions
from tests.makers import BY, make_accession, make_item, make_page


@pytest.fixture
def item(session):
    """Enter a scanned item of four pages, the last two of which are halves of one picture."""
    item = make_item(session, texts=(), published=False)
    parts = ("a:0 0.0-1.0", "a:1 0.0-1.0", "a:2 0.0-0.5", "a:2 0.5-1.0")
    for part in parts:
        make_page(session, item, "chữ", taken_from=part)
    accession = make_accession(session, state=AccessionState.DONE, item_id=item.id)
    item.accession_id = accession.id
    session.flush()
    return item


def _arrangement(session, item):
    return undo_log.load_arrangement(session, item, BY)


def _ids(session, item, *numbers):
    rows = select(Page.id).where(Page.item_id == item.id, Page.number.in_(numbers))
    return list(session.scalars(rows))


def _order(session, item):
    return [page.number for page in item_pages(session, item.id)]


def _instructions(session, item):
    return instructions.current(session, item.accession_id)


def test_pages_are_moved_and_keep_their_numbers(session, item):
    (first,) = _ids(session, item, 1)
    actions.move(_arrangement(session, item), _ids(session, item, 3, 4), first)
    assert _order(session, item) == [3, 4, 1, 2]
    assert neighbours(session, item.id, 1) == (4, 2)


def test_pages_are_moved_to_the_end(session, item):
    actions.move(_arrangement(session, item), _ids(session, item, 1), None)
    assert _order(session, item) == [2, 3, 4, 1]


def test_a_move_is_undone(session, item):
    actions.move(_arrangement(session, item), _ids(session, item, 1), None)
    assert undo_log.undo(_arrangement(session, item)) == "chuyển trang 1"
    assert _order(session, item) == [1, 2, 3, 4]


def test_actions_are_undone_one_after_the_other(session, item):
    actions.move(_arrangement(session, item), _ids(session, item, 1), None)
    actions.number(_arrangement(session, item), _ids(session, item, 2, 3), Numerals.ROMAN, 1)
    actions.mark(_arrangement(session, item), _ids(session, item, 2), PageKind.COVER)
    actions.drop(_arrangement(session, item), _ids(session, item, 4))
    for _ in range(4):
        undo_log.undo(_arrangement(session, item))
    pages = item_pages(session, item.id)
    assert [(s.number, s.label, s.kind) for s in pages] == [(n, None, None) for n in (1, 2, 3, 4)]
    assert undo_log.undo(_arrangement(session, item)) is None


def test_an_undone_kind_is_restored(session, item):
    actions.mark(_arrangement(session, item), _ids(session, item, 1), PageKind.PLATE)
    actions.mark(_arrangement(session, item), _ids(session, item, 1), None)
    undo_log.undo(_arrangement(session, item))
    assert item_pages(session, item.id)[0].kind is PageKind.PLATE


def test_pages_are_numbered_in_reading_order(session, item):
    actions.move(_arrangement(session, item), _ids(session, item, 4), _ids(session, item, 1)[0])
    actions.number(_arrangement(session, item), _ids(session, item, 1, 4), Numerals.ROMAN, 1)
    labels = {page.number: page.label for page in item_pages(session, item.id)}
    assert (labels[4], labels[1], labels[2]) == ("i", "ii", None)


def test_a_dropped_page_is_hidden_and_comes_back(session, item):
    actions.drop(_arrangement(session, item), _ids(session, item, 2))
    assert _order(session, item) == [1, 3, 4]
    actions.restore(_arrangement(session, item), _ids(session, item, 2))
    assert _order(session, item) == [1, 2, 3, 4]


def test_not_all_pages_can_be_dropped(session, item):
    with pytest.raises(WrongStateError):
        actions.drop(_arrangement(session, item), _ids(session, item, 1, 2, 3, 4))


def test_a_page_is_turned_further_each_time(session, item):
    for expected in (1, 2):
        actions.turn(_arrangement(session, item), _ids(session, item, 2), 1)
        assert _instructions(session, item).turns == {2: expected}
    undo_log.undo(_arrangement(session, item))
    assert _instructions(session, item).turns == {2: 1}
    undo_log.undo(_arrangement(session, item))
    assert _instructions(session, item).turns == {}


def test_a_picture_is_split_at_the_given_cut(session, item):
    actions.split(_arrangement(session, item), _ids(session, item, 2), 48)
    assert _instructions(session, item).cuts == {2: 480}
    undo_log.undo(_arrangement(session, item))
    assert _instructions(session, item).cuts == {}


def test_halves_of_a_picture_are_joined(session, item):
    actions.join(_arrangement(session, item), _ids(session, item, 3, 4))
    assert _instructions(session, item).cuts == {3: 0}


def test_a_cover_without_an_image_does_not_replace_the_item_cover(session, item):
    original_cover = item.cover
    actions.mark(_arrangement(session, item), _ids(session, item, 3), PageKind.COVER)
    assert item.cover == original_cover  # it has no picture yet


def test_an_action_without_pages_raises(session, item):
    with pytest.raises(WrongStateError):
        actions.drop(_arrangement(session, item), [])


def test_the_arrangement_includes_dropped_pages(session, item):
    actions.drop(_arrangement(session, item), _ids(session, item, 2))
    arranged = arrangement.pages(session, item.id, first=0, count=10)
    assert [(page.number, page.left_out) for page in arranged][1] == (2, True)
    assert arrangement.last_action(session, item.id).told == "ẩn trang 2"


def test_a_page_is_found_by_its_id(session, item):
    (page,) = _ids(session, item, 2)
    assert number_at(session, item.id, page) == 2
    actions.drop(_arrangement(session, item), [page])
    with pytest.raises(PageNotFoundError):
        number_at(session, item.id, page)


def test_a_page_marked_as_a_plate_is_made_again_and_so_is_it_after_undoing(session, item):
    accession = delivery_of(_arrangement(session, item), "xem")
    actions.mark(_arrangement(session, item), _ids(session, item, 2), PageKind.PLATE)
    assert accession.state is AccessionState.WAITING
    accession.state = AccessionState.DONE
    undo_log.undo(_arrangement(session, item))
    assert accession.state is AccessionState.WAITING


def test_a_page_marked_as_a_cover_is_not_made_again(session, item):
    accession = delivery_of(_arrangement(session, item), "xem")
    actions.mark(_arrangement(session, item), _ids(session, item, 1), PageKind.COVER)
    assert accession.state is AccessionState.DONE
