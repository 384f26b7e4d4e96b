"""Proposed values wait for a decision, and a decided value is not proposed again."""

from library.catalogue import cataloguing
from library.catalogue.description.proposals import (
    Proposed,
    dismiss,
    open_proposals,
    replace_open,
    settle,
)
from library.catalogue.models import Proposal, ProposalState
from tests.makers import BY, make_accession, make_item


def _proposed(field="number", value="11/CT-UBND", confidence=0.6):
    return Proposed(field, value, confidence, 10, 20, 300, 40)


def _open_values(session, item):
    return [
        (proposal.proposed.field, proposal.proposed.value)
        for proposal in open_proposals(session, item.id)
    ]


def test_a_proposal_is_open_until_it_is_decided(session):
    item = make_item(session)
    replace_open(session, item.id, 1, [_proposed()])
    assert _open_values(session, item) == [("number", "11/CT-UBND")]


def test_recognising_a_page_again_replaces_its_proposals(session):
    item = make_item(session)
    replace_open(session, item.id, 1, [_proposed(value="17/CT-UBND")])
    replace_open(session, item.id, 1, [_proposed()])
    assert _open_values(session, item) == [("number", "11/CT-UBND")]


def test_a_dismissed_value_is_not_proposed_again(session):
    item = make_item(session)
    replace_open(session, item.id, 1, [_proposed()])
    dismiss(session, item.id, open_proposals(session, item.id)[0].id, BY)
    replace_open(session, item.id, 1, [_proposed()])
    assert _open_values(session, item) == []


def test_a_value_of_the_description_is_not_proposed(session):
    item = make_item(session, number="11/CT-UBND")
    replace_open(session, item.id, 1, [_proposed()])
    assert _open_values(session, item) == []


def test_the_proposal_with_the_highest_confidence_comes_first(session):
    item = make_item(session)
    replace_open(session, item.id, 1, [_proposed(confidence=0.3), _proposed("date", "2024", 0.9)])
    assert _open_values(session, item) == [("date", "2024"), ("number", "11/CT-UBND")]


def test_accepting_a_value_dismisses_the_other_proposals_of_its_field(session):
    item = make_item(session)
    replace_open(session, item.id, 1, [_proposed(), _proposed(value="17/CT-UBND")])
    cataloguing.describe(session, item, {"number": "11/CT-UBND"}, BY)
    settle(session, item, BY)
    states = {row.value: row.state for row in session.query(Proposal)}
    assert states == {
        "11/CT-UBND": ProposalState.ACCEPTED,
        "17/CT-UBND": ProposalState.DISMISSED,
    }


def test_proposals_are_deleted_with_their_item(session):
    item = make_item(session)
    replace_open(session, item.id, 1, [_proposed()])
    session.flush()
    session.delete(item)
    session.flush()
    assert session.query(Proposal).count() == 0


def _safe_fields(session, item):
    return [
        proposal.proposed.field for proposal in open_proposals(session, item.id) if proposal.is_safe
    ]


def test_a_proposal_with_high_confidence_may_be_accepted_in_bulk(session):
    item = make_item(session, kind="Văn bản")
    replace_open(session, item.id, 1, [_proposed(confidence=0.9), _proposed("date", "2024", 0.5)])
    assert _safe_fields(session, item) == ["number"]


def test_a_value_typed_by_a_person_is_not_replaced_in_bulk(session):
    item = make_item(session)
    cataloguing.describe(session, item, {"kind": "Sách"}, "lan")
    replace_open(
        session, item.id, 1, [_proposed("kind", "Chỉ thị", 0.95), _proposed(confidence=0.9)]
    )
    assert _safe_fields(session, item) == ["number"]


def test_a_value_from_a_description_list_is_not_replaced_in_bulk(session):
    accession = make_accession(session, given={"told": {"title": "Tên"}, "other": {}})
    item = make_item(session, "Tên", kind="Văn bản")
    item.accession_id = accession.id
    replace_open(
        session, item.id, 1, [_proposed("title", "Khác", 0.95), _proposed("kind", "Sách", 0.95)]
    )
    assert _safe_fields(session, item) == ["kind"]


def test_no_title_is_proposed_for_a_delivery_with_a_title(session):
    accession = make_accession(session, given={"told": {"title": "Báo Lạng Sơn"}, "other": {}})
    item = make_item(session, "Báo Lạng Sơn")
    item.accession_id = accession.id
    replace_open(
        session, item.id, 1, [_proposed("title", "Lạng Sơn số bảy"), _proposed("date", "1932")]
    )
    assert _open_values(session, item) == [("date", "1932")]


def test_an_incompletely_read_value_is_never_sure():
    assert not _proposed(value="…/CT-UBND", confidence=1.0).is_sure
