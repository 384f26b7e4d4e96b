"""Tests of the queue order."""

from ingest.pipeline import queue
from library.accessions.models import AccessionState
from library.jobs import pauses
from tests.makers import BY, make_accession, make_moment


def test_deliveries_are_opened_in_the_order_they_came(session):
    first, _ = make_accession(session, content="a"), make_accession(session, content="b")
    assert queue.next_delivery(session, ()) is first


def test_a_waiting_reader_has_priority_over_the_night_batch(session):
    make_accession(session, content="a")
    urgent = make_accession(session, content="b", priority=-1)
    assert queue.next_delivery(session, ()) is urgent


def test_a_delivery_in_hand_is_not_returned_again(session):
    first, second = make_accession(session, content="a"), make_accession(session, content="b")
    assert queue.next_delivery(session, {first.id}) is second


def test_an_identical_delivery_waits_until_the_first_is_settled(session):
    first, second = make_accession(session, content="a"), make_accession(session, content="a")
    assert queue.next_delivery(session, {first.id}) is None
    first.state = AccessionState.REFUSED
    session.flush()
    assert queue.next_delivery(session, ()) is second


def test_work_that_was_interrupted_still_waits(session):
    accession = make_accession(session, state=AccessionState.WORKING)
    assert queue.waiting(session) == (accession.id,)


def test_a_paused_delivery_is_skipped(session):
    make_accession(session, content="a", paused=make_moment("2026-11-24 08:30"))
    second = make_accession(session, content="b")
    assert queue.next_delivery(session, ()) is second


def test_no_delivery_is_opened_while_the_pipeline_is_paused(session):
    make_accession(session)
    pauses.pause(session, BY)
    assert queue.next_delivery(session, ()) is None


def test_a_delivery_paused_during_processing_has_no_priority(session):
    first, second = make_accession(session, content="a"), make_accession(session, content="b")
    first.paused = make_moment("2026-11-24 08:30")
    assert queue.priorities(session, {first.id, second.id}) == {second.id: second.priority}


def test_no_delivery_in_hand_continues_while_the_pipeline_is_paused(session):
    accession = make_accession(session)
    pauses.pause(session, BY)
    assert queue.priorities(session, {accession.id}) == {}
