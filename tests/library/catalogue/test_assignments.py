"""Work assigned to people: returned items, the queue of each person, the next item."""

import pytest

from library.catalogue import assignments, cataloguing
from library.catalogue.access import publishing
from library.staff import staff_accounts
from library.staff.problems import UnknownColleagueError
from tests.makers import BY, make_accession, make_item, make_staff


@pytest.fixture
def lan(session):
    """Open the account of a cataloguer; return her name."""
    return make_staff(session, "Lan").name


def _draft(session, title="Chợ", **columns):
    item = make_item(session, title, published=False)
    for name, value in columns.items():
        setattr(item, name, value)
    session.flush()
    return item


def _return(session, item, sender):
    publishing.submit(session, item, sender)
    publishing.return_to_draft(session, item, BY, "Thiếu ngày")
    session.flush()


def test_a_returned_item_comes_back_to_its_sender_with_who_and_why(session, lan):
    item = _draft(session)
    _return(session, item, lan)
    (returned,) = assignments.returned_items(session, lan, 5)
    assert (returned.id, returned.returned_by, returned.remark) == (item.id, BY, "Thiếu ngày")
    assert assignments.returned_items(session, BY, 5) == ()


def test_a_returned_item_that_was_assigned_again_is_its_new_owners(session, lan):
    item = _draft(session)
    _return(session, item, "Bé")
    assignments.assign(session, [item.id], lan, BY)
    assert assignments.returned_queue(session, lan).count == 1
    assert assignments.returned_queue(session, "Bé").count == 0


def test_an_item_sent_again_is_no_longer_returned(session, lan):
    item = _draft(session)
    _return(session, item, lan)
    publishing.submit(session, item, lan)
    session.flush()
    assert assignments.returned_queue(session, lan).count == 0


def test_the_next_item_is_returned_then_assigned_then_delivered_then_anyones(session, lan):
    anyones = _draft(session, "ai cũng được")
    own = _draft(session, "tự nhập", accession_id=make_accession(session, received_by=lan).id)
    assigned, returned = _draft(session, "được giao"), _draft(session, "bị trả lại")
    assignments.assign(session, [assigned.id], lan, BY)
    _return(session, returned, lan)
    order = []
    for _ in range(4):
        order.append(assignments.next_item(session, lan))
        publishing.submit(session, cataloguing.find_item(session, order[-1]), lan)
        session.flush()
    assert order == [returned.id, assigned.id, own.id, anyones.id]
    assert assignments.next_item(session, lan) is None


def test_work_of_another_person_is_not_next(session, lan):
    item = _draft(session)
    assignments.assign(session, [item.id], lan, BY)
    assert assignments.next_item(session, "Bé") is None
    assert assignments.next_item(session, lan, after=item.id) is None


def test_work_is_not_assigned_to_a_closed_account(session, lan):
    make_staff(session, "Quản", "administrator")
    staff_accounts.close(session, staff_accounts.find_by_name(session, lan), BY)
    with pytest.raises(UnknownColleagueError):
        assignments.assign(session, [_draft(session).id], lan, BY)


def test_a_reviewers_next_item_is_one_that_somebody_else_sent(session, lan):
    draft, own, sent = _draft(session, "nháp"), _draft(session, "tự gửi"), _draft(session, "gửi")
    publishing.submit(session, own, lan)
    publishing.submit(session, sent, BY)
    session.flush()
    assert assignments.next_item(session, lan, may_review=True) == sent.id
    assert assignments.next_item(session, lan, after=sent.id, may_review=True) == draft.id
    assert assignments.next_item(session, lan) == draft.id
