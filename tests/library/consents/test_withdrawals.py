"""Requests to withdraw: deadline, decision, what is left at the address."""

from datetime import date

import pytest

from library.catalogue.access.rights import public_title
from library.catalogue.models import ItemState
from library.consents import withdrawals
from library.consents.problems import NoReasonError, NoRequestTextError, RequestDecidedError
from library.law.working_days import add_working_days
from tests.makers import BY, make_item


def _ask(session, item, **values):
    return withdrawals.ask(session, item.id, "Bà tôi không muốn nữa", "0912", **values)


def test_a_request_is_due_in_two_working_days(session):
    request = _ask(session, make_item(session))
    assert request.due == add_working_days(request.asked, 2) > request.asked
    assert add_working_days(date(2026, 11, 27), 2) == date(2026, 12, 1)  # over a weekend


def test_a_form_sent_twice_asks_once(session):
    item = make_item(session)
    assert _ask(session, item).id == _ask(session, item).id
    assert withdrawals.open_queue(session).count == 1


@pytest.mark.parametrize(("hides", "title"), [(True, "tài liệu này"), (False, "Lịch sử")])
def test_a_granted_request_withdraws_the_item(session, hides, title):
    item = make_item(session, "Lịch sử")
    withdrawals.grant(session, _ask(session, item).id, "Theo ý gia đình", BY, hides_title=hides)
    assert (item.state, public_title(item)) == (ItemState.WITHDRAWN, title)
    assert withdrawals.open_queue(session).count == 0


def test_a_request_about_a_draft_keeps_it_from_being_published(session):
    item = make_item(session, published=False)
    withdrawals.grant(session, _ask(session, item).id, "", BY, hides_title=False)
    assert item.state is ItemState.WITHDRAWN


def test_a_refusal_needs_a_reason_and_is_final(session):
    item = make_item(session)
    number = _ask(session, item).id
    with pytest.raises(NoReasonError):
        withdrawals.refuse(session, number, " ", BY)
    withdrawals.refuse(session, number, "Không phải người trong băng", BY)
    assert item.state is ItemState.PUBLISHED
    with pytest.raises(RequestDecidedError):
        withdrawals.grant(session, number, "", BY, hides_title=False)


def test_a_request_needs_words(session):
    with pytest.raises(NoRequestTextError):
        withdrawals.ask(session, make_item(session).id, "  ", "")
