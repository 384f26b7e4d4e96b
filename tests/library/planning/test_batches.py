"""Batches: documents count at the step of their state, and every count that disagrees is named."""

import pytest

from library.accessions.models import AccessionState
from library.catalogue.access import draft_deletion, publishing
from library.planning import batch_board, steps
from library.planning import work_batches as batches
from library.planning.models import BatchKind
from library.planning.problems import (
    BatchClosedError,
    BatchNameTakenError,
    DocumentElsewhereError,
    DocumentNotKnownError,
    TooManyDocumentsError,
)
from library.planning.steps import Step, Trouble
from library.planning.work_batches import BatchDetails
from tests.makers import BY, make_accession, make_item

_BOX = BatchDetails("Hộp 12", BatchKind.BOX, expected=3)


@pytest.fixture
def box(session):
    """Create a batch of three documents on the shelf."""
    return batches.make(session, _BOX, BY)


def _delivery(session, box, state, item=None):
    serial = f"tờ {state} {item and item.id}"
    accession = make_accession(session, f"{serial}.pdf", serial, state=state)
    accession.item_id = item and item.id
    batches.place(session, box.id, accession_id=accession.id)
    return accession


def test_each_document_stands_at_the_step_of_its_state(session, box):
    reviewed = make_item(session, published=False)
    publishing.submit(session, reviewed, BY)
    _delivery(session, box, AccessionState.WORKING)
    _delivery(session, box, AccessionState.DONE, make_item(session, published=False))
    _delivery(session, box, AccessionState.DONE, reviewed)
    _delivery(session, box, AccessionState.DONE, make_item(session))
    counted = steps.steps_of(session, box.id)
    assert [counted.at_least(step) for step in steps.STEPS] == [4, 3, 2, 1, 1]
    assert steps.count_steps(session)[box.id] == counted


def test_counts_that_disagree_are_named(session, box):
    _delivery(session, box, AccessionState.REFUSED)
    _delivery(session, box, AccessionState.PARTIAL, make_item(session, published=False))
    record = make_item(session, published=False)
    publishing.submit(session, record, BY)
    batches.add(session, box.id, record.id, BY)
    box.scanned = 4
    assert batch_board.status_of(session, box.id).differences == (
        "Thiếu 1: trên giá có 3, trong lô có 2.",
        "Máy quét đếm 4, đã nộp 2: 2 bản quét chưa nộp.",
        "1 lần nhập không nhận hoặc đã rút.",
        "1 có trang hỏng.",
        "1 mô tả rồi mà chưa có bản quét.",
    )
    first = next(steps.documents(session, box.id))
    assert first.trouble is not Trouble.NONE


def test_a_batch_has_passed_a_step_when_all_of_the_shelf_have(session, box):
    for _ in range(2):
        _delivery(session, box, AccessionState.DONE, make_item(session))
    assert batch_board.status_of(session, box.id).step is Step.ON_SHELF
    box.absent = 1
    status = batch_board.status_of(session, box.id)
    assert (status.step, status.remaining, status.differences) == (Step.PUBLISHED, 0, ())


def test_documents_are_added_by_number_range_and_item(session, box):
    first, last = (make_accession(session, f"{n}.pdf", f"số {n}") for n in "12")
    item = make_item(session)
    text = f"{first.number} đến {last.number}, {item.id}"
    assert batches.add(session, box.id, text, BY) == 3
    assert batches.add(session, box.id, first.number, BY) == 1
    assert steps.steps_of(session, box.id).documents == 3


def test_an_unknown_number_adds_nothing(session, box):
    number = make_accession(session).number
    with pytest.raises(DocumentNotKnownError):
        batches.add(session, box.id, f"{number} 2020-99999", BY)
    assert steps.steps_of(session, box.id).documents == 0


def test_a_document_moves_to_its_new_batch(session, box):
    accession = _delivery(session, box, AccessionState.DONE)
    other = batches.make(session, BatchDetails("Hộp 13", BatchKind.BOX), BY)
    batches.add(session, other.id, accession.number, BY)
    assert steps.steps_of(session, box.id).documents == 0
    assert batches.batch_of(session, accession.id) is other


def test_a_holder_takes_no_document_out_of_another_batch(session, box):
    accession = _delivery(session, box, AccessionState.DONE)
    other = batches.make(session, BatchDetails("Hộp 13", BatchKind.BOX), BY)
    with pytest.raises(DocumentElsewhereError):
        batches.add(session, other.id, accession.number, BY, takes_from_others=False)
    assert batches.batch_of(session, accession.id) is box


def test_a_closed_batch_takes_nothing(session, box):
    batches.set_closed(session, box.id, BY, closed=True)
    with pytest.raises(BatchClosedError):
        batches.add(session, box.id, make_accession(session).number, BY)
    assert batch_board.board(session) == ()


def test_two_batches_have_different_names(session, box):
    with pytest.raises(BatchNameTakenError):
        batches.make(session, _BOX, BY)


def test_a_withdrawn_item_is_named_and_a_deleted_draft_counts_no_more(session, box):
    item = make_item(session)
    _delivery(session, box, AccessionState.DONE, item)
    publishing.close(session, item, BY, "sai bản quyền")
    assert steps.steps_of(session, box.id).troubles == {Trouble.WITHDRAWN: 1}
    draft_deletion.delete_item(session, item, BY, may_publish=True)
    counted = steps.steps_of(session, box.id)
    assert (counted.documents, counted.troubles) == (0, {Trouble.DELETED: 1})


def test_several_ranges_together_add_no_more_than_one_request_may(session, box, monkeypatch):
    monkeypatch.setattr(batches, "MAX_DOCUMENTS", 3)
    first, second, third, last = (
        make_accession(session, f"tờ {n}.pdf", f"tờ {n}").number for n in range(4)
    )
    with pytest.raises(TooManyDocumentsError):
        batches.add(session, box.id, f"{first} đến {second}, {third} đến {last}", BY)
    assert steps.steps_of(session, box.id).documents == 0
