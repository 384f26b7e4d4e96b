"""Rescans replace or extend delivered pages, scans are joined, and all of it can be undone."""

import pytest
from sqlalchemy import select

from library.accessions.models import Accession, AccessionState
from library.catalogue.models import Page
from library.catalogue.queries import item_pages
from library.errors import WrongStateError
from library.page_arrangement import actions, overlays, page_versions
from library.page_arrangement.overlays import PageGoneError, RescanDoesNotFitError, RescanPage
from library.page_arrangement.page_versions import OverlayState
from library.triage import instructions
from tests.makers import make_accession, make_item, make_page
from tests.presses import act, undo_last

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


def _page(session, item, number):
    return session.scalar(select(Page).where(Page.item_id == item.id, Page.number == number))


def _rescan_pages(count):
    return [RescanPage(f"r:{n} 0.0-1.0", {"file": "r", "index": n}) for n in range(count)]


def _replace(session, item, *numbers, page_count=1, turn=0):
    rescan = make_accession(session, "quét lại.png", f"ảnh {numbers}")
    ids = [_page(session, item, number).id for number in numbers]
    act(session, item, overlays.request_replacement, ids, rescan)
    overlays.apply(session, rescan, _rescan_pages(page_count), turn)
    return rescan


def _insert(session, item, after, page_count=1):
    rescan = make_accession(session, "sót.pdf", f"sót {after}")
    act(session, item, overlays.request_insertion, after and _page(session, item, after).id, rescan)
    overlays.apply(session, rescan, _rescan_pages(page_count), 0)
    return rescan


def _overlays(session, item):
    return instructions.current(session, item.accession_id).overlays


def _labels(session, item):
    return [page.label or str(page.number) for page in item_pages(session, item.id)]


def test_a_requested_rescan_waits_for_the_pipeline(session, item):
    rescan = make_accession(session, "quét lại.png", "ảnh")
    act(session, item, overlays.request_replacement, [_page(session, item, 2).id], rescan)
    assert _overlays(session, item) == ()
    assert page_versions.overlays_of_item(session, item.id)[0].standing is OverlayState.WAITING


def test_an_applied_rescan_queues_the_item_again(session, item):
    rescan = _replace(session, item, 2)
    assert len(_overlays(session, item)) == 1
    assert session.get_one(Accession, item.accession_id).state is AccessionState.WAITING
    assert (rescan.state, rescan.item_id) == (AccessionState.DONE, item.id)


def test_a_rescan_is_applied_once(session, item):
    rescan = _replace(session, item, 2)
    overlays.apply(session, rescan, _rescan_pages(1), 0)
    assert len(_overlays(session, item)) == 1
    assert undo_last(session, item) == "thay trang 2 bằng “quét lại.png”"
    assert undo_last(session, item) is None
    assert _overlays(session, item) == ()
    assert page_versions.overlays_of_item(session, item.id)[0].standing is OverlayState.UNDONE


def test_a_rescan_ignores_the_turn_of_the_old_page(session, item):
    act(session, item, actions.turn, [_page(session, item, 2).id], 2)
    _replace(session, item, 2)
    assert instructions.current(session, item.accession_id).turns == {2: 0}
    undo_last(session, item)
    assert instructions.current(session, item.accession_id).turns == {2: 2}


def test_nothing_is_undone_during_processing(session, item):
    _replace(session, item, 2)
    session.get_one(Accession, item.accession_id).state = AccessionState.WORKING
    with pytest.raises(WrongStateError):
        undo_last(session, item)


@pytest.mark.parametrize("page_count", [1, 3])
def test_a_rescan_must_have_as_many_pages_as_it_replaces(session, item, page_count):
    with pytest.raises(RescanDoesNotFitError, match="cần thay 2 trang"):
        _replace(session, item, 1, 2, page_count=page_count)


def test_a_deleted_page_raises(session, item):
    rescan = make_accession(session, "quét lại.png", "ảnh")
    page = _page(session, item, 2)
    act(session, item, overlays.request_replacement, [page.id], rescan)
    session.delete(page)
    session.flush()
    with pytest.raises(PageGoneError):
        overlays.apply(session, rescan, _rescan_pages(1), 0)


def test_inserted_pages_have_their_place_and_change_no_address(session, item):
    _insert(session, item, 1, page_count=2)
    assert _labels(session, item) == ["1", "1a", "1b", "2", "3", "4"]
    assert [page.number for page in item_pages(session, item.id)] == [1, 5, 6, 2, 3, 4]
    assert item.page_count == 6
    undo_last(session, item)
    assert _labels(session, item) == ["1", "2", "3", "4"]


def test_pages_are_inserted_before_all_others(session, item):
    _insert(session, item, None)
    assert _labels(session, item) == ["không số", "1", "2", "3", "4"]


def test_a_text_has_no_scan_to_replace(session):
    item = make_item(session)
    rescan = make_accession(session, "quét lại.png", "ảnh")
    with pytest.raises(WrongStateError):
        act(session, item, overlays.request_replacement, [_page(session, item, 1).id], rescan)


def test_two_scans_become_one_page_and_two_again(session, item):
    ids = [_page(session, item, number).id for number in (1, 2)]
    act(session, item, overlays.join_scans, ids, below=False)
    assert _labels(session, item) == ["1", "3", "4"]
    undo_last(session, item)
    assert _labels(session, item) == ["1", "2", "3", "4"]
    assert _overlays(session, item) == ()


def test_halves_of_one_picture_become_the_picture_again(session, item):
    ids = [_page(session, item, number).id for number in (3, 4)]
    act(session, item, overlays.join_scans, ids, below=False)
    assert instructions.current(session, item.accession_id).cuts == {3: 0}


@pytest.mark.parametrize("numbers", [(1,), (1, 3), (1, 2, 3)])
def test_nothing_else_can_be_joined(session, item, numbers):
    ids = [_page(session, item, number).id for number in numbers]
    with pytest.raises(WrongStateError, match="đúng hai trang"):
        act(session, item, overlays.join_scans, ids, below=False)


def test_a_picture_with_a_replaced_page_is_not_split(session, item):
    page = _page(session, item, 2)
    page.taken_from, page.in_place_of = "r:0 0.0-1.0", "a:1 0.0-1.0"
    with pytest.raises(WrongStateError, match="hoàn tác"):
        act(session, item, actions.split, [page.id], 50)


def test_a_replaced_page_does_not_shift_the_numbers_of_pictures(session, item):
    page = _page(session, item, 3)
    page.taken_from, page.in_place_of = "r:0 0.0-1.0", PARTS[2]
    make_page(session, item, "chữ", taken_from="s:0 0.0-1.0", in_place_of="")
    act(session, item, actions.split, [_page(session, item, 2).id], 50)
    assert instructions.current(session, item.accession_id).cuts == {2: 500}


def test_overlays_are_ordered_by_application_not_by_request(session, item):
    late, early = (make_accession(session, f"{name}.pdf", name) for name in ("chậm", "nhanh"))
    for rescan in (late, early):
        act(session, item, overlays.request_insertion, None, rescan)
    for rescan in (early, late):
        overlays.apply(session, rescan, _rescan_pages(1), 0)
    applied = tuple(overlays.overlay_of_delivery(session, rescan.id).id for rescan in (early, late))
    assert _overlays(session, item) == applied
