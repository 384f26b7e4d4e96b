"""The work is shown as it is: in its order, with the time it takes as far as that is known."""

from datetime import timedelta

import pytest

from library import clock
from library.accessions import ledger
from library.accessions.models import AccessionState, Priority
from library.jobs import current_work, pauses
from tests.makers import BY, make_accession, make_item, make_moment, make_page


def _opened(session, content, waiting, **told):
    accession = make_accession(
        session, f"{content}.pdf", content, state=AccessionState.WORKING, **told
    )
    item = make_item(session)
    item.accession_id = accession.id
    for _ in range(waiting):
        make_page(session, item)
    return accession


def _finish_pages(session, accession, count, every):
    """Let pages be finished up to now, one every so many seconds."""
    for number in range(count):
        key = ledger.key_after("x", ledger.DELIVER, 1, str(number))
        ledger.enter(session, accession.id, number, ledger.DELIVER, 1, key, output="{}")
    session.flush()
    steps = ledger.history(session, accession.id)
    for ago, step in enumerate(reversed(steps)):
        step.at = clock.now() - timedelta(seconds=ago * every)
    session.flush()


def test_jobs_stand_in_the_order_of_work(session):
    make_accession(session, "sau.pdf", "1", priority=Priority.NIGHT)
    make_accession(session, "thường.pdf", "2")
    make_accession(session, "trước.pdf", "3", priority=Priority.FIRST)
    sources = [job.entry.source for job in current_work.now(session).jobs]
    assert sources == ["trước.pdf", "thường.pdf", "sau.pdf"]


def test_what_is_settled_is_no_work(session):
    make_accession(session, state=AccessionState.DONE)
    assert current_work.now(session).jobs == ()


def test_the_time_left_adds_up_in_the_order_of_work(session):
    first = _opened(session, "1", 10)
    _opened(session, "2", 20)
    _finish_pages(session, first, 7, every=10)
    left = [job.seconds_left for job in current_work.now(session).jobs]
    assert left == pytest.approx([100, 300], rel=0.05)


def test_after_a_delivery_nobody_opened_nothing_is_promised(session):
    first = _opened(session, "1", 10)
    make_accession(session, content="2")
    _opened(session, "3", 10)
    _finish_pages(session, first, 7, every=10)
    known = [job.seconds_left is not None for job in current_work.now(session).jobs]
    assert known == [True, False, False]


def test_what_is_paused_neither_has_a_time_nor_keeps_others(session):
    paused = _opened(session, "1", 10, paused=make_moment("2026-11-24 08:30"))
    _opened(session, "2", 10)
    _finish_pages(session, paused, 7, every=10)
    known = [job.seconds_left is not None for job in current_work.now(session).jobs]
    assert known == [False, True]


def test_nothing_is_promised_while_the_workshop_rests(session):
    first = _opened(session, "1", 10)
    _finish_pages(session, first, 7, every=10)
    pauses.pause(session, BY)
    found = current_work.now(session)
    assert found.resting_since is not None
    assert found.jobs[0].seconds_left is None


def test_pages_and_unopened_deliveries_are_counted(session):
    _opened(session, "1", 10)
    make_accession(session, content="2")
    found = current_work.now(session)
    assert (found.deliveries, found.pages, found.unopened) == (2, 10, 1)
