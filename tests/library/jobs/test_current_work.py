"""Waiting work is listed in processing order, with the estimated time if known."""

from datetime import timedelta

import pytest

from library import clock
from library.accessions import ledger
from library.accessions.models import AccessionState, Priority
from library.jobs import current_work, pauses
from tests.makers import BY, make_accession, make_item, make_moment, make_page


def _opened(session, content, waiting, **columns):
    accession = make_accession(
        session, f"{content}.pdf", content, state=AccessionState.WORKING, **columns
    )
    item = make_item(session)
    item.accession_id = accession.id
    for _ in range(waiting):
        make_page(session, item)
    return accession


def _finish_pages(session, accession, count, every):
    """Record finished pages up to now, one every `every` seconds."""
    for number in range(count):
        key = ledger.next_key("x", ledger.DELIVER, 1, str(number))
        ledger.record_step(session, accession.id, number, ledger.DELIVER, 1, key, output="{}")
    session.flush()
    steps = ledger.history(session, accession.id)
    for ago, step in enumerate(reversed(steps)):
        step.at = clock.now() - timedelta(seconds=ago * every)
    session.flush()


def test_jobs_that_are_not_settled_are_in_processing_order(session):
    make_accession(session, "sau.pdf", "1", priority=Priority.NIGHT)
    make_accession(session, "thường.pdf", "2")
    make_accession(session, "trước.pdf", "3", priority=Priority.FIRST)
    make_accession(session, "xong.pdf", "4", state=AccessionState.DONE)
    sources = [job.entry.source for job in current_work.now(session).jobs]
    assert sources == ["trước.pdf", "thường.pdf", "sau.pdf"]


def test_the_time_left_adds_up_in_the_order_of_work_but_while_all_is_paused(session):
    first = _opened(session, "1", 10)
    _opened(session, "2", 20)
    _finish_pages(session, first, 7, every=10)
    remaining = [job.seconds_left for job in current_work.now(session).jobs]
    assert remaining == pytest.approx([100, 300], rel=0.05)
    pauses.pause(session, BY)
    work = current_work.now(session)
    assert (work.resting_since is None, work.jobs[0].seconds_left) == (False, None)


def test_no_time_is_estimated_after_an_unopened_delivery(session):
    first = _opened(session, "1", 10)
    make_accession(session, content="2")
    _opened(session, "3", 10)
    _finish_pages(session, first, 7, every=10)
    has_estimate = [job.seconds_left is not None for job in current_work.now(session).jobs]
    assert has_estimate == [True, False, False]


def test_a_paused_delivery_has_no_time_and_delays_no_others(session):
    paused = _opened(session, "1", 10, paused=make_moment("2026-11-24 08:30"))
    _opened(session, "2", 10)
    _finish_pages(session, paused, 7, every=10)
    has_estimate = [job.seconds_left is not None for job in current_work.now(session).jobs]
    assert has_estimate == [False, True]


def test_pages_and_unopened_deliveries_are_counted(session):
    _opened(session, "1", 10)
    make_accession(session, content="2")
    work = current_work.now(session)
    assert (work.deliveries, work.pages, work.unopened) == (2, 10, 1)
