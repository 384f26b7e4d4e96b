"""Tests of what the workshop does next."""

import pytest

from ingest import queue
from ingest.problems import AccessionNotFoundError
from library.accessions.models import AccessionState
from library.catalogue.models import PageState
from tests.makers import make_accession, make_item, make_page


def test_deliveries_are_opened_in_the_order_they_came(session):
    first, _ = make_accession(session, content="a"), make_accession(session, content="b")
    assert queue.next_delivery(session, ()) is first


def test_a_reader_who_waits_goes_before_the_night_batch(session):
    make_accession(session, content="a")
    urgent = make_accession(session, content="b", priority=-1)
    assert queue.next_delivery(session, ()) is urgent


def test_what_is_in_hand_is_not_taken_again(session):
    first, second = make_accession(session, content="a"), make_accession(session, content="b")
    assert queue.next_delivery(session, {first.id}) is second


def test_a_like_delivery_waits_until_the_first_is_settled(session):
    first, second = make_accession(session, content="a"), make_accession(session, content="a")
    assert queue.next_delivery(session, {first.id}) is None
    first.state = AccessionState.REFUSED
    session.flush()
    assert queue.next_delivery(session, ()) is second


def test_work_that_was_interrupted_still_waits(session):
    accession = make_accession(session, state=AccessionState.WORKING)
    assert queue.waiting(session) == (accession.id,)


def test_a_retry_lets_failed_pages_wait_and_leaves_the_others(session):
    item = make_item(session)
    page = make_page(session, item, state=PageState.FAILED, message="Trang mờ.")
    accession = make_accession(session, item_id=item.id, state=AccessionState.PARTIAL)
    queue.retry(session, accession.number)
    assert (page.state, page.message) == (PageState.WAITING, None)
    assert item.pages[0].state is PageState.DONE
    assert queue.waiting(session) == (accession.id,)


def test_a_duplicate_has_nothing_to_retry(session):
    accession = make_accession(session, state=AccessionState.DUPLICATE)
    queue.retry(session, accession.number)
    assert queue.waiting(session) == ()


def test_a_number_the_register_does_not_know_is_told(session):
    with pytest.raises(AccessionNotFoundError, match="2026-09999"):
        queue.retry(session, "2026-09999")
