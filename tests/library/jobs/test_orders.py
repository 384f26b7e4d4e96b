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


@pytest.mark.parametrize(
    ("state", "act", "sentence"),
    [
        (AccessionState.DONE, lambda *to: orders.pause(*to, BY), "đã xử lý xong"),
        (AccessionState.DUPLICATE, lambda *to: orders.retry(*to, BY), "kho đã có"),
        (AccessionState.WORKING, lambda *to: orders.withdraw(*to, BY, "nhầm"), "hãy tạm dừng"),
    ],
)
def test_an_order_that_comes_too_late_is_refused(session, state, act, sentence):
    accession = make_accession(session, state=state)
    with pytest.raises(WrongStateError, match=sentence):
        act(session, accession.number)


@pytest.mark.parametrize(
    ("page", "states"),
    [(None, ["done", "waiting", "waiting"]), (3, ["done", "failed", "waiting"])],
)
def test_failed_pages_wait_again_and_the_others_stay(session, partial, page, states):
    orders.retry(session, partial.number, BY, page)
    assert _states(session, partial) == states
    assert (partial.state, partial.settled) == (AccessionState.WAITING, None)
    with pytest.raises(WrongStateError, match="đã có trang"):
        orders.withdraw(session, partial.number, BY, "nộp nhầm")


def test_pages_that_did_not_fail_are_not_tried_again(session, partial):
    with pytest.raises(WrongStateError, match="trang này không hỏng"):
        orders.retry(session, partial.number, BY, 1)
    with pytest.raises(PageNotFoundError):
        orders.retry(session, partial.number, BY, 9)
    with pytest.raises(AccessionNotFoundError, match="2026-09999"):
        orders.retry(session, "2026-09999", BY)


def test_a_retry_during_the_work_leaves_the_delivery_in_work(session, partial):
    partial.state = AccessionState.WORKING
    orders.retry(session, partial.number, BY)
    assert partial.state is AccessionState.WORKING


def test_a_withdrawal_is_not_undone_after_a_repeated_delivery(session):
    accession = make_accession(session)
    orders.withdraw(session, accession.number, BY, "nộp nhầm")
    make_accession(session)
    with pytest.raises(WrongStateError, match="nộp lại sau đó"):
        orders.restore(session, accession.number, BY)


def test_orders_are_executed_once_and_every_one_is_in_the_audit_trail(session):
    accession = make_accession(session)
    number = accession.number
    for _ in range(2):
        orders.pause(session, number, BY)
        assert accession.paused is not None
    orders.resume(session, number, BY)
    assert accession.paused is None
    orders.prioritise(session, number, Priority.FIRST, BY)
    assert accession.priority == Priority.FIRST
    orders.retry(session, number, BY)
    orders.withdraw(session, number, BY, "nộp nhầm")
    assert (accession.state, accession.message) == (AccessionState.WITHDRAWN, "nộp nhầm")
    orders.restore(session, number, BY)
    assert (accession.state, accession.message) == (AccessionState.WAITING, None)
    actions = ("pause", "resume", "prioritise", "retry", "withdraw", "restore")
    audited = session.scalars(select(AuditEntry.action).where(AuditEntry.who == BY)).all()
    assert audited == [f"accession.{action}" for action in actions]
