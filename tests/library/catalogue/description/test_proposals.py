"""What the workshop proposes waits for a person, and a person is asked once."""

from library.catalogue import cataloguing
from library.catalogue.description.proposals import Proposed, dismiss, open_proposals, renew, settle
from library.catalogue.models import Proposal, ProposalState
from tests.makers import BY, make_accession, make_item


def _proposed(field="number", value="11/CT-UBND", confidence=0.6):
    return Proposed(field, value, confidence, 10, 20, 300, 40)


def _open(session, item):
    return [(one.proposed.field, one.proposed.value) for one in open_proposals(session, item.id)]


def test_a_proposal_waits(session):
    item = make_item(session)
    renew(session, item.id, 1, [_proposed()])
    assert _open(session, item) == [("number", "11/CT-UBND")]


def test_a_page_that_is_read_again_replaces_what_it_proposed(session):
    item = make_item(session)
    renew(session, item.id, 1, [_proposed(value="17/CT-UBND")])
    renew(session, item.id, 1, [_proposed()])
    assert _open(session, item) == [("number", "11/CT-UBND")]


def test_what_was_laid_aside_is_not_proposed_again(session):
    item = make_item(session)
    renew(session, item.id, 1, [_proposed()])
    dismiss(session, item.id, open_proposals(session, item.id)[0].id, BY)
    renew(session, item.id, 1, [_proposed()])
    assert _open(session, item) == []


def test_what_the_description_says_already_is_not_proposed(session):
    item = make_item(session, number="11/CT-UBND")
    renew(session, item.id, 1, [_proposed()])
    assert _open(session, item) == []


def test_the_surest_stands_first(session):
    item = make_item(session)
    renew(session, item.id, 1, [_proposed(confidence=0.3), _proposed("date", "2024", 0.9)])
    assert _open(session, item) == [("date", "2024"), ("number", "11/CT-UBND")]


def test_a_value_that_was_taken_closes_its_rivals(session):
    item = make_item(session)
    renew(session, item.id, 1, [_proposed(), _proposed(value="17/CT-UBND")])
    cataloguing.describe(session, item, {"number": "11/CT-UBND"}, BY)
    settle(session, item, BY)
    states = {row.value: row.state for row in session.query(Proposal)}
    assert states == {
        "11/CT-UBND": ProposalState.ACCEPTED,
        "17/CT-UBND": ProposalState.DISMISSED,
    }


def test_proposals_go_with_their_item(session):
    item = make_item(session)
    renew(session, item.id, 1, [_proposed()])
    session.flush()
    session.delete(item)
    session.flush()
    assert session.query(Proposal).count() == 0


def _safe(session, item):
    return [one.proposed.field for one in open_proposals(session, item.id) if one.is_safe]


def test_what_is_sure_may_be_taken_with_all_the_others(session):
    item = make_item(session, kind="Văn bản")
    renew(session, item.id, 1, [_proposed(confidence=0.9), _proposed("date", "2024", 0.5)])
    assert _safe(session, item) == ["number"]


def test_what_a_person_wrote_is_not_replaced_with_all_the_others(session):
    item = make_item(session)
    cataloguing.describe(session, item, {"kind": "Sách"}, "lan")
    renew(session, item.id, 1, [_proposed("kind", "Chỉ thị", 0.95), _proposed(confidence=0.9)])
    assert _safe(session, item) == ["number"]


def test_what_a_list_beside_the_files_told_is_not_replaced_either(session):
    accession = make_accession(session, given={"told": {"title": "Tên"}, "other": {}})
    item = make_item(session, "Tên", kind="Văn bản")
    item.accession_id = accession.id
    renew(session, item.id, 1, [_proposed("title", "Khác", 0.95), _proposed("kind", "Sách", 0.95)])
    assert _safe(session, item) == ["kind"]


def test_a_title_that_came_along_has_no_rival(session):
    accession = make_accession(session, given={"told": {"title": "Báo Lạng Sơn"}, "other": {}})
    item = make_item(session, "Báo Lạng Sơn")
    item.accession_id = accession.id
    renew(session, item.id, 1, [_proposed("title", "Lạng Sơn số bảy"), _proposed("date", "1932")])
    assert _open(session, item) == [("date", "1932")]


def test_what_could_not_be_read_whole_is_never_sure():
    assert not _proposed(value="…/CT-UBND", confidence=1.0).is_sure
