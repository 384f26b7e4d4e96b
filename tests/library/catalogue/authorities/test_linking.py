"""Tests of linking names in items to authority records."""

from sqlalchemy import func, select

from library.catalogue import cataloguing
from library.catalogue.authorities import authority_records, edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import Authority, AuthorityKind
from tests.makers import BY, make_item


def _mentions(session, item):
    return [
        (mention.field, mention.name, mention.kind.value)
        for mention in authority_records.mentions(session, item.id)
    ]


def _record_count(session):
    return session.scalar(select(func.count()).select_from(Authority))


def _enter(session, name, *variants, kind=AuthorityKind.PERSON):
    return edit_records.enter(session, AuthorityDetails(name, kind, variants=variants), BY)


def test_a_name_gets_its_record_when_it_is_catalogued(session):
    item = make_item(session, creator="Vi Hồng", issuing_body="Sở Văn hóa", place="Lạng Sơn")
    assert _mentions(session, item) == [
        ("creator", "Vi Hồng", "person"),
        ("issuing_body", "Sở Văn hóa", "body"),
        ("place", "Lạng Sơn", "place"),
    ]


def test_names_in_other_fields_get_records_too(session):
    item = make_item(session)
    cataloguing.set_other_fields(session, item, {"subject": "Hát then; Dân ca", "extent": "30 tr."})
    assert _mentions(session, item) == [
        ("subject", "Hát then", "subject"),
        ("subject", "Dân ca", "subject"),
    ]


def test_one_name_has_one_record(session):
    make_item(session, creator="Vi Hồng")
    make_item(session, creator="vi ho\u0302\u0300ng; Lê Quý Đôn")
    assert _record_count(session) == 2


def test_creator_and_issuing_body_may_share_a_record(session):
    make_item(session, creator="Sở Văn hóa", issuing_body="Sở Văn hóa")
    assert _record_count(session) == 1


def test_letter_case_of_a_name_is_left_as_typed(session):
    make_item(session, creator="VI HỒNG")
    assert make_item(session, creator="Vi Hồng").creator == "Vi Hồng"


def test_a_variant_is_written_as_the_preferred_name(session):
    _enter(session, "Ủy ban nhân dân tỉnh Lạng Sơn", "UBND tỉnh Lạng Sơn", kind=AuthorityKind.BODY)
    item = make_item(session, issuing_body="UBND tỉnh Lạng Sơn; Sở Văn hóa")
    assert item.issuing_body == "Ủy ban nhân dân tỉnh Lạng Sơn; Sở Văn hóa"


def test_a_variant_shared_by_two_records_matches_neither(session):
    _enter(session, "Nguyễn Văn Hùng (họa sĩ)", "Văn Hùng")
    _enter(session, "Nguyễn Văn Hùng (nhà báo)", "Văn Hùng")
    item = make_item(session, creator="Văn Hùng")
    assert _mentions(session, item) == [("creator", "Văn Hùng", "person")]


def test_a_subject_named_after_a_person_has_its_own_record(session):
    item = make_item(session, creator="Hoàng Văn Thụ")
    cataloguing.set_other_fields(session, item, {"subject": "Hoàng Văn Thụ"})
    assert _record_count(session) == 2


def test_a_corrected_misprint_leaves_no_record(session):
    item = make_item(session, creator="Vi Hồngg")
    cataloguing.describe(session, item, {"creator": "Vi Hồng"}, BY)
    assert [record.name for record in session.scalars(select(Authority))] == ["Vi Hồng"]


def test_a_record_made_by_staff_stays_when_unused(session):
    _enter(session, "Vi Hồng")
    item = make_item(session, creator="Vi Hồng")
    cataloguing.describe(session, item, {"creator": None}, BY)
    assert (_mentions(session, item), _record_count(session)) == ([], 1)


def test_an_unchanged_field_keeps_its_links(session):
    item = make_item(session, creator="Vi Hồng")
    session.flush()
    changed = item.changed
    cataloguing.describe(session, item, {"creator": "Vi Hồng"}, BY)
    assert item.changed == changed


def test_a_list_stays_a_list(session):
    _enter(session, "Dân ca Tày", "Dân ca của người Tày", kind=AuthorityKind.SUBJECT)
    item = make_item(session)
    cataloguing.set_other_fields(session, item, {"subject": ["Then", "Dân ca của người Tày"]})
    assert item.other_fields["subject"] == ["Then", "Dân ca Tày"]


def test_the_order_of_names_may_change(session):
    item = make_item(session, creator="Vi Hồng; Lê Quý Đôn")
    cataloguing.describe(session, item, {"creator": "Lê Quý Đôn; Vi Hồng"}, BY)
    assert [name for _, name, _ in _mentions(session, item)] == ["Lê Quý Đôn", "Vi Hồng"]


def test_a_very_long_name_is_linked(session):
    item = make_item(session, creator="Vi Hồng " * 5000)
    assert len(_mentions(session, item)) == 1
