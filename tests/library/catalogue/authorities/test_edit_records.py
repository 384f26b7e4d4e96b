"""Tests of editing authority records: names, variants, audit entries, updated items."""

import pytest
from sqlalchemy import select

from library.catalogue.authorities import authority_records, edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.authorities.problems import (
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
    assert (
        edit_records.edit(
            session, _record(session, "Hong"), AuthorityDetails("Vi Hồng", _PERSON), BY
        )
        == 2
    )
    assert [item.creator for item in items] == ["Vi Hồng; Lê Quý Đôn", "Vi Hồng"]


def test_the_old_name_becomes_a_variant(session):
    make_item(session, creator="Hong")
    record = _record(session, "Hong")
    edit_records.edit(session, record, AuthorityDetails("Vi Hồng", _PERSON, variants=("Hồng",)), BY)
    assert authority_records.record(session, record.id).variants == ("Hồng", "Hong")


def test_variants_are_normalised_and_stored_once(session):
    details = AuthorityDetails(
        "Vi Hồng", _PERSON, variants=("Ho\u0302\u0300ng", "hồng", " ", "vi hồng")
    )
    record = edit_records.enter(session, details, BY)
    assert authority_records.record(session, record.id).variants == ("hồng",)


def test_a_name_of_another_record_is_refused(session):
    make_item(session, creator="Vi Hồng; Hong")
    with pytest.raises(NameTakenError, match="vi hồng"):
        edit_records.edit(
            session, _record(session, "Hong"), AuthorityDetails("vi hồng", _PERSON), BY
        )


@pytest.mark.parametrize("name", ["", "  ", "...", "\0"])
def test_a_record_needs_a_name(session, name):
    with pytest.raises(NoNameError):
        edit_records.enter(session, AuthorityDetails(name, _PERSON), BY)


def test_a_person_may_turn_out_to_be_a_body(session):
    make_item(session, creator="Sông Kỳ")
    record = _record(session, "Sông Kỳ")
    edit_records.edit(session, record, AuthorityDetails("Sông Kỳ", AuthorityKind.BODY), BY)
    assert record.kind is AuthorityKind.BODY


def test_a_person_does_not_turn_into_a_place(session):
    make_item(session, creator="Sông Kỳ")
    with pytest.raises(UnlikeRecordsError):
        edit_records.edit(
            session,
            _record(session, "Sông Kỳ"),
            AuthorityDetails("Sông Kỳ", AuthorityKind.PLACE),
            BY,
        )


def test_the_audit_entry_holds_old_and_new_values(session):
    make_item(session, creator="Hong")
    record = _record(session, "Hong")
    edit_records.edit(session, record, AuthorityDetails("Vi Hồng", _PERSON, begins="1936"), BY)
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "authority.edit"))
    assert entry.before == {"name": "Hong", "begins": None, "variants": ""}
    assert entry.after == {"name": "Vi Hồng", "begins": "1936", "variants": "Hong"}


def test_an_unchanged_record_gets_no_audit_entry(session):
    record = edit_records.enter(session, AuthorityDetails("Vi Hồng", _PERSON), BY)
    edit_records.edit(session, record, AuthorityDetails("Vi Hồng", _PERSON), BY)
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject.like("auth%")))
    assert list(actions) == ["authority.enter"]
