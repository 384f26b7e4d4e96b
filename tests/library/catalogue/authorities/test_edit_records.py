"""A record is called otherwise, and every item follows."""

import pytest
from sqlalchemy import select

from library.catalogue.authorities import authority_records, edit_records
from library.catalogue.authorities.edit_records import Told
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.authorities.problems import (
    ChangedMeanwhileError,
    NameTakenError,
    NoNameError,
    UnlikeRecordsError,
)
from library.staff.models import AuditEntry
from tests.makers import BY, make_item

_PERSON = AuthorityKind.PERSON


def _record(session, name):
    return session.scalars(select(Authority).where(Authority.name == name)).one()


def test_every_item_follows_a_new_name(session):
    items = [make_item(session, creator="Hong; Lê Quý Đôn"), make_item(session, creator="Hong")]
    assert edit_records.edit(session, _record(session, "Hong"), Told("Vi Hồng", _PERSON), BY) == 2
    assert [item.creator for item in items] == ["Vi Hồng; Lê Quý Đôn", "Vi Hồng"]


def test_the_old_name_becomes_a_variant(session):
    make_item(session, creator="Hong")
    record = _record(session, "Hong")
    edit_records.edit(session, record, Told("Vi Hồng", _PERSON, variants=("Hồng",)), BY)
    assert authority_records.record(session, record.id).variants == ("Hồng", "Hong")


def test_variants_are_composed_and_kept_once(session):
    told = Told("Vi Hồng", _PERSON, variants=("Ho\u0302\u0300ng", "hồng", " ", "vi hồng"))
    record = edit_records.enter(session, told, BY)
    assert authority_records.record(session, record.id).variants == ("hồng",)


def test_a_name_another_has_is_refused(session):
    make_item(session, creator="Vi Hồng; Hong")
    with pytest.raises(NameTakenError, match="vi hồng"):
        edit_records.edit(session, _record(session, "Hong"), Told("vi hồng", _PERSON), BY)


@pytest.mark.parametrize("name", ["", "  ", "...", "\0"])
def test_a_record_needs_a_name(session, name):
    with pytest.raises(NoNameError):
        edit_records.enter(session, Told(name, _PERSON), BY)


def test_a_person_may_turn_out_to_be_a_body(session):
    make_item(session, creator="Sông Kỳ")
    record = _record(session, "Sông Kỳ")
    edit_records.edit(session, record, Told("Sông Kỳ", AuthorityKind.BODY), BY)
    assert record.kind is AuthorityKind.BODY


def test_a_person_does_not_turn_into_a_place(session):
    make_item(session, creator="Sông Kỳ")
    with pytest.raises(UnlikeRecordsError):
        edit_records.edit(
            session, _record(session, "Sông Kỳ"), Told("Sông Kỳ", AuthorityKind.PLACE), BY
        )


def test_what_another_changed_meanwhile_is_not_written_over(session):
    make_item(session, creator="Hong")
    record = _record(session, "Hong")
    seen = edit_records.version(record)
    edit_records.edit(session, record, Told("Vi Hồng", _PERSON), BY, seen)
    with pytest.raises(ChangedMeanwhileError):
        edit_records.edit(session, record, Told("Vy Hồng", _PERSON), BY, seen)


def test_a_change_is_told_in_the_audit_with_before_and_after(session):
    make_item(session, creator="Hong")
    record = _record(session, "Hong")
    edit_records.edit(session, record, Told("Vi Hồng", _PERSON, begins="1936"), BY)
    (told,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "authority.edit"))
    assert told.detail == "name: Hong → Vi Hồng; begins: None → 1936; variants:  → Hong"


def test_what_was_not_changed_is_not_told(session):
    record = edit_records.enter(session, Told("Vi Hồng", _PERSON), BY)
    edit_records.edit(session, record, Told("Vi Hồng", _PERSON), BY)
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject.like("auth%")))
    assert list(actions) == ["authority.enter"]
