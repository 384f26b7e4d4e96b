"""Page actions of staff keep the numbers and corrections of each page."""

import pytest
from sqlalchemy import select

from library.accessions.models import Accession, AccessionState
from library.catalogue.models import Page, PageKind
from library.catalogue.pages.neighbours import neighbours, number_at
from library.catalogue.pages.numbering import Numerals
from library.catalogue.queries import item_pages
from library.errors import PageNotFoundError, WrongStateError
from library.page_arrangement import actions, arrangement
from library.triage import instructions
from tests.makers import make_accession, make_item, make_page
from tests.presses import act, undo_last


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


def _ids(session, item, *numbers):
    rows = select(Page.id).where(Page.item_id == item.id, Page.number.in_(numbers))
    return list(session.scalars(rows))


def _order(session, item):
    return [page.number for page in item_pages(session, item.id)]


def _instructions(session, item):
    return instructions.current(session, item.accession_id)


def test_pages_are_moved_and_keep_their_numbers(session, item):
    (first,) = _ids(session, item, 1)
    act(session, item, actions.move, _ids(session, item, 3, 4), first)
    assert _order(session, item) == [3, 4, 1, 2]
    assert neighbours(session, item.id, 1) == (4, 2)


def test_actions_are_undone_one_after_the_other(session, item):
    act(session, item, actions.move, _ids(session, item, 1), None)
    assert _order(session, item) == [2, 3, 4, 1]
    act(session, item, actions.number, _ids(session, item, 2, 3), Numerals.ROMAN, 1)
    act(session, item, actions.mark, _ids(session, item, 2), PageKind.COVER)
    act(session, item, actions.drop, _ids(session, item, 4))
    summaries = [undo_last(session, item) for _ in range(5)]
    assert summaries[3:] == ["chuyển trang 1", None]
    pages = item_pages(session, item.id)
    assert [(s.number, s.label, s.kind) for s in pages] == [(n, None, None) for n in (1, 2, 3, 4)]


def test_pages_are_numbered_in_reading_order(session, item):
    act(session, item, actions.move, _ids(session, item, 4), _ids(session, item, 1)[0])
    act(session, item, actions.number, _ids(session, item, 1, 4), Numerals.ROMAN, 1)
    labels = {page.number: page.label for page in item_pages(session, item.id)}
    assert (labels[4], labels[1], labels[2]) == ("i", "ii", None)


def test_a_dropped_page_is_hidden_and_comes_back(session, item):
    act(session, item, actions.drop, _ids(session, item, 2))
    assert _order(session, item) == [1, 3, 4]
    arranged = arrangement.pages(session, item.id, first=1, count=1)
    assert [(page.number, page.left_out) for page in arranged] == [(2, True)]
    act(session, item, actions.restore, _ids(session, item, 2))
    assert _order(session, item) == [1, 2, 3, 4]


@pytest.mark.parametrize("numbers", [(), (1, 2, 3, 4)], ids=["none", "all"])
def test_some_pages_can_be_dropped_but_not_all(session, item, numbers):
    with pytest.raises(WrongStateError):
        act(session, item, actions.drop, _ids(session, item, *numbers))


def test_a_page_is_turned_further_each_time(session, item):
    for expected in (1, 2):
        act(session, item, actions.turn, _ids(session, item, 2), 1)
        assert _instructions(session, item).turns == {2: expected}
    undo_last(session, item)
    assert _instructions(session, item).turns == {2: 1}
    undo_last(session, item)
    assert _instructions(session, item).turns == {}


def test_a_picture_is_split_at_the_given_cut(session, item):
    act(session, item, actions.split, _ids(session, item, 2), 48)
    assert _instructions(session, item).cuts == {2: 480}
    undo_last(session, item)
    assert _instructions(session, item).cuts == {}


def test_halves_of_a_picture_are_joined(session, item):
    act(session, item, actions.split, _ids(session, item, 3, 4), 0)
    assert _instructions(session, item).cuts == {3: 0}


def test_a_cover_without_an_image_does_not_replace_the_item_cover(session, item):
    original_cover = item.cover
    act(session, item, actions.mark, _ids(session, item, 3), PageKind.COVER)
    assert item.cover == original_cover  # it has no picture yet


def test_a_page_is_found_by_its_id(session, item):
    (page,) = _ids(session, item, 2)
    assert number_at(session, item.id, page) == 2
    act(session, item, actions.drop, [page])
    with pytest.raises(PageNotFoundError):
        number_at(session, item.id, page)


def test_a_plate_is_made_again_and_so_is_it_after_undoing_but_no_cover(session, item):
    accession = session.get(Accession, item.accession_id)
    act(session, item, actions.mark, _ids(session, item, 1), PageKind.COVER)
    assert accession.state is AccessionState.DONE
    act(session, item, actions.mark, _ids(session, item, 2), PageKind.PLATE)
    assert accession.state is AccessionState.WAITING
    accession.state = AccessionState.DONE
    undo_last(session, item)
    assert accession.state is AccessionState.WAITING
