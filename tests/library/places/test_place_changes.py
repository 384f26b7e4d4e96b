"""Tests of changes of units: proposed, decided by another person, undone."""

import pytest

from library.database import work
from library.places import place_changes as changes
from library.places import place_records as records
from library.places.edition import load_once
from library.places.models import RecordKind
from library.places.problems import (
    BadPlaceRecordError,
    ChangeDecidedError,
    NoPlaceChangeError,
    OwnPlaceChangeError,
    PlaceChangedError,
    PlaceReasonMissingError,
)

KEY = (RecordKind.ERA, "x-hong-phong--van-lang.0")


@pytest.fixture
def session(engine):
    """A session on the shipped edition."""
    load_once(engine)
    with work(engine) as session:
        yield session


def _propose(session, by="Lan", **fields):
    row = {**records.stored_fields(session, KEY), **fields}
    return changes.propose(session, KEY, row, by=by, reason="theo sổ của xã").id


def _row(session):
    return records.stored_fields(session, KEY)


def test_a_proposal_waits_for_another_person(session):
    number = _propose(session, since="1955")
    assert _row(session)["since"] == ""
    with pytest.raises(OwnPlaceChangeError):
        changes.accept(session, number, by="Lan")
    changes.accept(session, number, by="Minh")
    assert _row(session)["since"] == "1955"
    assert changes.waiting_queue(session).count == 0


def test_a_decision_is_made_once(session):
    number = _propose(session, since="1955")
    changes.refuse(session, number, by="Lan")
    for decide in (changes.accept, changes.refuse):
        with pytest.raises(ChangeDecidedError):
            decide(session, number, by="Minh")
    with pytest.raises(ChangeDecidedError):
        changes.accept(session, number + 1, by="Minh")


def test_two_proposals_for_other_fields_are_combined_and_a_clash_is_refused(session):
    first, second, third = (
        _propose(session, since="1955"),
        _propose(session, by="Hoa", note="từ sổ hộ tịch"),
        _propose(session, by="Hoa", since="1956"),
    )
    changes.accept(session, first, by="Minh")
    changes.accept(session, second, by="Minh")
    assert (_row(session)["since"], _row(session)["note"]) == ("1955", "từ sổ hộ tịch")
    with pytest.raises(PlaceChangedError, match="since"):
        changes.accept(session, third, by="Minh")


def test_an_undo_a_day_later_keeps_what_others_changed_since(session):
    first = _propose(session, since="1955")
    changes.accept(session, first, by="Minh")
    changes.accept(session, _propose(session, note="từ sổ hộ tịch"), by="Minh")
    undo = changes.propose_undo(session, first, by="Hoa", reason="sổ ghi nhầm").id
    changes.accept(session, undo, by="Minh")
    assert (_row(session)["since"], _row(session)["note"]) == ("", "từ sổ hộ tịch")


def test_an_undo_of_a_field_that_changed_again_is_refused(session):
    first = _propose(session, since="1955")
    changes.accept(session, first, by="Minh")
    changes.accept(session, _propose(session, since="1956"), by="Minh")
    with pytest.raises(PlaceChangedError):
        changes.propose_undo(session, first, by="Hoa", reason="sổ ghi nhầm")


def test_a_unit_that_others_name_cannot_be_deleted(session):
    with pytest.raises(BadPlaceRecordError, match="không có đơn vị"):
        changes.propose(session, KEY, None, by="Lan", reason="trùng")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"since": "1955-13"}, "không phải ngày", id="no month 13"),
        pytest.param({"since": "1990"}, "sau ngày cuối", id="begins after its end"),
        pytest.param({"kind": "làng"}, "loại đơn vị", id="an unknown kind"),
        pytest.param({"name": " "}, "thiếu tên", id="no name"),
        pytest.param({"unit": "Xã Hồng"}, "thiếu tên, hoặc mã", id="no address"),
        pytest.param({"parent": "d-khong-co"}, "không có đơn vị", id="an unknown parent"),
        pytest.param({"parent": KEY[1][:-2]}, "chính nó", id="its own parent"),
        pytest.param({"sources": ""}, "phải ghi nguồn", id="no source"),
        pytest.param({"since_certainty": "E"}, "độ chắc", id="an unknown certainty"),
        pytest.param({"number": "²"}, "số thứ tự", id="no number"),
        pytest.param({"note": "x" * 1001}, "dài quá", id="too long"),
        pytest.param({"number": "7"}, "không đổi được", id="another identity"),
        pytest.param({"colour": "xanh"}, "thừa ô", id="a foreign field"),
    ],
)
def test_a_wrong_row_is_refused_with_the_reason(session, fields, sentence):
    with pytest.raises(BadPlaceRecordError, match=sentence):
        _propose(session, **fields)


def test_a_circle_of_parents_is_refused(session):
    key = (RecordKind.ERA, "d-van-lang.1")
    row = {**records.stored_fields(session, key), "parent": KEY[1][:-2]}
    with pytest.raises(BadPlaceRecordError, match="thuộc chính nó qua cấp trên"):
        changes.propose(session, key, row, by="Lan", reason="thử")


def test_a_proposal_needs_a_reason_and_a_difference(session):
    with pytest.raises(NoPlaceChangeError):
        _propose(session)
    with pytest.raises(PlaceReasonMissingError):
        changes.propose(session, KEY, {**_row(session), "note": "a"}, by="Lan", reason=" ")
