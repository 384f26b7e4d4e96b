"""Orders of staff are executed, recorded, or refused if impossible."""

import pytest
from sqlalchemy import select

from library.accessions.models import AccessionState, Priority
from library.catalogue.models import Item, PageState
from library.errors import AccessionNotFoundError, PageNotFoundError, WrongStateError
from library.jobs import orders
from library.staff.models import AuditEntry
from tests.makers import BY, make_accession, make_item, make_page


@pytest.fixture
def partial(session):
    """Return a settled delivery of three pages, of which two failed."""
    item = make_item(session)
    for _ in range(2):
        make_page(session, item, state=PageState.FAILED, message="Trang mờ.")
    return make_accession(session, item_id=item.id, state=AccessionState.PARTIAL)


def _states(session, accession):
    return [page.state.value for page in session.get(Item, accession.item_id).pages]


def _audited(session):
    return session.scalars(select(AuditEntry.action).where(AuditEntry.who == BY)).all()


def test_a_paused_delivery_waits_until_it_is_resumed(session):
    accession = make_accession(session)
    orders.pause(session, accession.number, BY)
    assert accession.paused is not None
    orders.resume(session, accession.number, BY)
    assert accession.paused is None


def test_pausing_twice_is_one_order(session):
    accession = make_accession(session)
    orders.pause(session, accession.number, BY)
    orders.pause(session, accession.number, BY)
    assert _audited(session) == ["accession.pause"]


def test_a_finished_delivery_cannot_be_paused(session):
    accession = make_accession(session, state=AccessionState.DONE)
    with pytest.raises(WrongStateError, match="đã xử lý xong"):
        orders.pause(session, accession.number, BY)


def test_a_delivery_is_put_before_the_others(session):
    accession = make_accession(session)
    orders.prioritise(session, accession.number, Priority.FIRST, BY)
    assert accession.priority == Priority.FIRST


def test_all_failed_pages_wait_again_and_the_others_stay(session, partial):
    orders.retry(session, partial.number, BY)
    assert _states(session, partial) == ["done", "waiting", "waiting"]
    assert (partial.state, partial.settled) == (AccessionState.WAITING, None)


def test_one_failed_page_waits_again(session, partial):
    orders.retry(session, partial.number, BY, 3)
    assert _states(session, partial) == ["done", "failed", "waiting"]


def test_a_page_that_was_read_is_not_tried_again(session, partial):
    with pytest.raises(WrongStateError, match="trang này không hỏng"):
        orders.retry(session, partial.number, BY, 1)


def test_a_missing_page_is_reported(session, partial):
    with pytest.raises(PageNotFoundError):
        orders.retry(session, partial.number, BY, 9)


def test_a_retry_during_the_work_leaves_the_delivery_in_work(session, partial):
    partial.state = AccessionState.WORKING
    orders.retry(session, partial.number, BY)
    assert partial.state is AccessionState.WORKING


def test_a_duplicate_has_nothing_to_retry(session):
    accession = make_accession(session, state=AccessionState.DUPLICATE)
    with pytest.raises(WrongStateError, match="kho đã có"):
        orders.retry(session, accession.number, BY)


def test_an_unknown_number_is_reported(session):
    with pytest.raises(AccessionNotFoundError, match="2026-09999"):
        orders.retry(session, "2026-09999", BY)


def test_a_withdrawn_delivery_stays_in_the_register_with_its_reason(session):
    accession = make_accession(session)
    orders.withdraw(session, accession.number, BY, "nộp nhầm")
    assert (accession.state, accession.message) == (AccessionState.WITHDRAWN, "nộp nhầm")


def test_a_started_delivery_cannot_be_withdrawn(session):
    accession = make_accession(session, state=AccessionState.WORKING)
    with pytest.raises(WrongStateError, match="hãy tạm dừng"):
        orders.withdraw(session, accession.number, BY, "nộp nhầm")


def test_processed_pages_cannot_be_withdrawn(session, partial):
    orders.retry(session, partial.number, BY)
    with pytest.raises(WrongStateError, match="đã có trang"):
        orders.withdraw(session, partial.number, BY, "nộp nhầm")


def test_a_withdrawal_can_be_undone(session):
    accession = make_accession(session)
    orders.withdraw(session, accession.number, BY, "nộp nhầm")
    orders.restore(session, accession.number, BY)
    assert (accession.state, accession.message) == (AccessionState.WAITING, None)


def test_a_withdrawal_is_not_undone_after_a_repeated_delivery(session):
    accession = make_accession(session)
    orders.withdraw(session, accession.number, BY, "nộp nhầm")
    make_accession(session)
    with pytest.raises(WrongStateError, match="nộp lại sau đó"):
        orders.restore(session, accession.number, BY)


def test_every_order_is_in_the_audit_trail(session):
    number = make_accession(session).number
    orders.pause(session, number, BY)
    orders.resume(session, number, BY)
    orders.prioritise(session, number, Priority.NIGHT, BY)
    orders.retry(session, number, BY)
    orders.withdraw(session, number, BY, "nộp nhầm")
    orders.restore(session, number, BY)
    actions = ("pause", "resume", "prioritise", "retry", "withdraw", "restore")
    assert _audited(session) == [f"accession.{action}" for action in actions]
