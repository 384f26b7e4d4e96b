"""Rescans are laid over the pages that were delivered, and scans are joined; all of it undone."""

import pytest
from sqlalchemy import select

from library.accessions.models import Accession, AccessionState
from library.catalogue.models import Page
from library.catalogue.queries import page_sheets
from library.errors import WrongStateError
from library.page_arrangement import actions, overlays, page_versions, undo_log
from library.page_arrangement.overlays import Leaf
from library.page_arrangement.page_versions import Standing
from library.page_arrangement.problems import PageGoneError, RescanDoesNotFitError
from library.triage import instructions
from tests.makers import BY, make_accession, make_item, make_page

PARTS = ("a:0 0.0-1.0", "a:1 0.0-1.0", "a:2 0.0-0.5", "a:2 0.5-1.0")


@pytest.fixture
def item(session):
    """Enter a scanned item of four pages, the last two of which are halves of one picture."""
    item = make_item(session, texts=(), published=False)
    for part in PARTS:
        make_page(session, item, "chữ", taken_from=part)
    accession = make_accession(session, state=AccessionState.DONE, item_id=item.id)
    item.accession_id = accession.id
    session.flush()
    return item


def _on(session, item):
    return undo_log.table(session, item, BY)


def _page(session, item, number):
    return session.scalar(select(Page).where(Page.item_id == item.id, Page.number == number))


def _leaves(count):
    return [Leaf(f"r:{n} 0.0-1.0", {"file": "r", "index": n}) for n in range(count)]


def _replace(session, item, *numbers, leaves=1, turn=0):
    rescan = make_accession(session, "quét lại.png", f"ảnh {numbers}")
    ids = [_page(session, item, number).id for number in numbers]
    overlays.ask_to_replace(_on(session, item), ids, rescan)
    overlays.apply(session, rescan, _leaves(leaves), turn)
    return rescan


def _insert(session, item, after, leaves=1):
    rescan = make_accession(session, "sót.pdf", f"sót {after}")
    overlays.ask_to_insert(_on(session, item), after and _page(session, item, after).id, rescan)
    overlays.apply(session, rescan, _leaves(leaves), 0)
    return rescan


def _mendings(session, item):
    return instructions.of(session, item.accession_id).mendings


def _labels(session, item):
    return [sheet.label or str(sheet.number) for sheet in page_sheets(session, item.id)]


def test_a_rescan_waits_for_the_workshop_before_it_holds(session, item):
    rescan = make_accession(session, "quét lại.png", "ảnh")
    overlays.ask_to_replace(_on(session, item), [_page(session, item, 2).id], rescan)
    assert _mendings(session, item) == ()
    assert page_versions.of_item(session, item.id)[0].standing is Standing.WAITING


def test_a_rescan_that_was_opened_lets_the_workshop_make_the_page_anew(session, item):
    rescan = _replace(session, item, 2)
    assert len(_mendings(session, item)) == 1
    assert session.get_one(Accession, item.accession_id).state is AccessionState.WAITING
    assert (rescan.state, rescan.item_id) == (AccessionState.DONE, item.id)


def test_a_rescan_is_laid_over_once(session, item):
    rescan = _replace(session, item, 2)
    overlays.apply(session, rescan, _leaves(1), 0)
    assert len(_mendings(session, item)) == 1
    assert undo_log.undo(_on(session, item)) == "thay trang 2 bằng “quét lại.png”"
    assert undo_log.undo(_on(session, item)) is None


def test_a_rescan_lies_as_it_was_scanned_whatever_was_said_of_the_old_page(session, item):
    actions.turn(_on(session, item), [_page(session, item, 2).id], 2)
    _replace(session, item, 2)
    assert instructions.of(session, item.accession_id).turns == {2: 0}
    undo_log.undo(_on(session, item))
    assert instructions.of(session, item.accession_id).turns == {2: 2}


def test_undoing_lets_the_old_scan_hold_again(session, item):
    _replace(session, item, 2)
    undo_log.undo(_on(session, item))
    assert _mendings(session, item) == ()
    assert page_versions.of_item(session, item.id)[0].standing is Standing.UNDONE


def test_nothing_is_undone_while_the_workshop_is_at_it(session, item):
    _replace(session, item, 2)
    session.get_one(Accession, item.accession_id).state = AccessionState.WORKING
    with pytest.raises(WrongStateError):
        undo_log.undo(_on(session, item))


@pytest.mark.parametrize("leaves", [1, 3])
def test_a_rescan_has_as_many_pages_as_it_takes_the_place_of(session, item, leaves):
    with pytest.raises(RescanDoesNotFitError, match="cần thay 2 trang"):
        _replace(session, item, 1, 2, leaves=leaves)


def test_a_page_that_is_gone_meanwhile_is_told(session, item):
    rescan = make_accession(session, "quét lại.png", "ảnh")
    page = _page(session, item, 2)
    overlays.ask_to_replace(_on(session, item), [page.id], rescan)
    session.delete(page)
    session.flush()
    with pytest.raises(PageGoneError):
        overlays.apply(session, rescan, _leaves(1), 0)


def test_pages_put_in_stand_where_they_belong_and_move_no_address(session, item):
    _insert(session, item, 1, leaves=2)
    assert _labels(session, item) == ["1", "1a", "1b", "2", "3", "4"]
    assert [sheet.number for sheet in page_sheets(session, item.id)] == [1, 5, 6, 2, 3, 4]
    assert item.page_count == 6


def test_pages_are_put_in_before_all_others(session, item):
    _insert(session, item, None)
    assert _labels(session, item) == ["không số", "1", "2", "3", "4"]


def test_undoing_takes_out_what_was_put_in(session, item):
    _insert(session, item, 1)
    undo_log.undo(_on(session, item))
    assert _labels(session, item) == ["1", "2", "3", "4"]


def test_a_text_has_no_scan_to_replace(session):
    item = make_item(session)
    rescan = make_accession(session, "quét lại.png", "ảnh")
    with pytest.raises(WrongStateError):
        overlays.ask_to_replace(_on(session, item), [_page(session, item, 1).id], rescan)


def test_two_scans_become_one_page_and_two_again(session, item):
    ids = [_page(session, item, number).id for number in (1, 2)]
    overlays.join_scans(_on(session, item), ids, below=False)
    assert _labels(session, item) == ["1", "3", "4"]
    undo_log.undo(_on(session, item))
    assert _labels(session, item) == ["1", "2", "3", "4"]
    assert _mendings(session, item) == ()


def test_halves_of_one_picture_become_the_picture_again(session, item):
    ids = [_page(session, item, number).id for number in (3, 4)]
    overlays.join_scans(_on(session, item), ids, below=False)
    assert instructions.of(session, item.accession_id).cuts == {3: 0}


@pytest.mark.parametrize("numbers", [(1,), (1, 3), (1, 2, 3)])
def test_nothing_else_can_be_joined(session, item, numbers):
    ids = [_page(session, item, number).id for number in numbers]
    with pytest.raises(WrongStateError, match="đúng hai trang"):
        overlays.join_scans(_on(session, item), ids, below=False)


def test_a_picture_of_which_a_page_was_replaced_is_not_parted(session, item):
    page = _page(session, item, 2)
    page.taken_from, page.in_place_of = "r:0 0.0-1.0", "a:1 0.0-1.0"
    with pytest.raises(WrongStateError, match="hoàn tác"):
        actions.part(_on(session, item), [page.id], 50)


def test_a_replaced_page_does_not_shift_the_numbers_of_pictures(session, item):
    page = _page(session, item, 3)
    page.taken_from, page.in_place_of = "r:0 0.0-1.0", PARTS[2]
    make_page(session, item, "chữ", taken_from="s:0 0.0-1.0", in_place_of="")
    actions.part(_on(session, item), [_page(session, item, 2).id], 50)
    assert instructions.of(session, item.accession_id).cuts == {2: 500}


def test_what_was_laid_first_comes_first_whatever_was_asked_for_first(session, item):
    slow, quick = (make_accession(session, f"{name}.pdf", name) for name in ("chậm", "nhanh"))
    for rescan in (slow, quick):
        overlays.ask_to_insert(_on(session, item), None, rescan)
    for rescan in (quick, slow):
        overlays.apply(session, rescan, _leaves(1), 0)
    laid = tuple(overlays.of_delivery(session, rescan.id).id for rescan in (quick, slow))
    assert _mendings(session, item) == laid
