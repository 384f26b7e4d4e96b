"""Two records of one and the same become one, and can be two again; nothing dangles."""

import threading

import pytest
from sqlalchemy import func, select

from library.catalogue import cataloguing, index_queue
from library.catalogue.authorities import authority_records, edit_records, merging
from library.catalogue.authorities.edit_records import Told
from library.catalogue.authorities.models import Authority, AuthorityKind, ItemAuthority
from library.catalogue.authorities.problems import (
    AlreadyMergedError,
    AuthorityNotFoundError,
    NameTakenError,
    NotMergedError,
    SameRecordError,
    UnlikeRecordsError,
)
from library.catalogue.models import Item
from library.database import reading, work
from library.errors import LibraryError
from library.staff.models import AuditEntry
from tests.makers import BY, make_item


def _id(session, name):
    return session.scalar(select(Authority.id).where(Authority.name == name))


def _merge(session, loser, winner):
    return merging.merge(session, _id(session, loser), _id(session, winner), BY)


def _dangling(session):
    """Count links that lead to a record that leads on."""
    query = (
        select(func.count())
        .select_from(ItemAuthority)
        .join(Authority, Authority.id == ItemAuthority.authority_id)
    )
    return session.scalar(query.where(Authority.merged_into.is_not(None)))


def _hong(session):
    one = make_item(session, creator="Vi Hong")
    other = make_item(session, creator="Vi Hồng")
    return one, other


def test_every_item_follows_a_merge(session):
    one, other = _hong(session)
    assert _merge(session, "Vi Hong", "Vi Hồng") == 2
    assert (one.creator, other.creator, _dangling(session)) == ("Vi Hồng", "Vi Hồng", 0)


def test_what_follows_is_to_be_indexed(session):
    one, _ = _hong(session)
    index_queue.settle(session, [row.id for row in index_queue.waiting(session)])
    _merge(session, "Vi Hong", "Vi Hồng")
    assert one.id in {row.item_id for row in index_queue.waiting(session)}


def test_the_name_that_was_lost_goes_on_finding_who_it_named(session):
    _hong(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    assert make_item(session, creator="VI HONG").creator == "Vi Hồng"
    assert authority_records.record(session, _id(session, "Vi Hong")).other_names == ("Vi Hong",)


def test_a_merge_is_told_in_one_line_of_the_audit(session):
    _hong(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    (told,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "authority.merge"))
    assert "“Vi Hong” → “Vi Hồng”" in told.detail


def test_a_preview_changes_nothing(session):
    one, _ = _hong(session)
    told = merging.preview(session, _id(session, "Vi Hong"), _id(session, "Vi Hồng"))
    assert (told.items, told.titles, told.variants) == (1, ((one.id, one.title),), ("Vi Hong",))
    assert one.creator == "Vi Hong"


def test_what_the_other_does_not_know_is_adopted(session):
    _hong(session)
    loser = session.get(Authority, _id(session, "Vi Hong"))
    loser.begins, loser.note = "1936", "nhà văn"
    _merge(session, "Vi Hong", "Vi Hồng")
    winner = authority_records.record(session, _id(session, "Vi Hồng"))
    assert (winner.begins, winner.note) == ("1936", "nhà văn")


def test_two_names_of_one_item_that_were_merged_are_written_once(session):
    item = make_item(session, creator="Vi Hong; Vi Hồng")
    _merge(session, "Vi Hong", "Vi Hồng")
    assert item.creator == "Vi Hồng"


def test_a_record_is_not_merged_into_itself(session):
    _hong(session)
    with pytest.raises(SameRecordError):
        _merge(session, "Vi Hồng", "Vi Hồng")


def test_a_person_is_not_merged_into_a_subject(session):
    item = make_item(session, creator="Then")
    cataloguing.describe_beside(session, item, {"subject": "Hát then"})
    with pytest.raises(UnlikeRecordsError):
        _merge(session, "Then", "Hát then")


def test_what_does_not_exist_is_not_merged(session):
    _hong(session)
    with pytest.raises(AuthorityNotFoundError):
        merging.merge(session, 4711, _id(session, "Vi Hồng"), BY)


def test_no_circle_comes_about(session):
    _hong(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    with pytest.raises(AlreadyMergedError, match="Vi Hồng"):
        _merge(session, "Vi Hồng", "Vi Hong")


def test_chains_lead_to_their_end(session):
    one, two, three = (make_item(session, creator=name) for name in ("A Sáng", "B Sáng", "C Sáng"))
    _merge(session, "A Sáng", "B Sáng")
    _merge(session, "B Sáng", "C Sáng")
    assert {one.creator, two.creator, three.creator} == {"C Sáng"}
    assert authority_records.record(session, _id(session, "A Sáng")).name == "C Sáng"


def test_one_link_of_a_chain_is_parted_with_all_that_came_through_it(session):
    one, two, three = (make_item(session, creator=name) for name in ("A Sáng", "B Sáng", "C Sáng"))
    _merge(session, "A Sáng", "B Sáng")
    _merge(session, "B Sáng", "C Sáng")
    merging.part(session, _id(session, "B Sáng"), BY)
    assert [one.creator, two.creator, three.creator] == ["B Sáng", "B Sáng", "C Sáng"]


def test_a_wrong_merge_is_undone(session):
    one, other = _hong(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    merging.part(session, _id(session, "Vi Hong"), BY)
    assert (one.creator, other.creator, _dangling(session)) == ("Vi Hong", "Vi Hồng", 0)


def test_both_names_of_one_item_are_there_again(session):
    item = make_item(session, creator="Vi Hong; Vi Hồng")
    _merge(session, "Vi Hong", "Vi Hồng")
    cataloguing.describe(session, item, {"creator": "Vi Hồng", "number": "7"}, BY)
    merging.part(session, _id(session, "Vi Hong"), BY)
    assert item.creator == "Vi Hong; Vi Hồng"


def test_what_was_catalogued_since_under_the_old_name_goes_back_with_it(session):
    _hong(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    late = make_item(session, creator="Vi Hong")
    merging.part(session, _id(session, "Vi Hong"), BY)
    assert late.creator == "Vi Hong"


def test_what_was_never_merged_is_not_parted(session):
    _hong(session)
    with pytest.raises(NotMergedError):
        merging.part(session, _id(session, "Vi Hong"), BY)


def test_a_record_may_be_called_as_one_that_was_merged_into_it(session):
    one, _ = _hong(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    winner = session.get(Authority, _id(session, "Vi Hồng"))
    edit_records.edit(session, winner, Told("Vi Hong", AuthorityKind.PERSON), BY)
    assert one.creator == "Vi Hong"
    loser = session.scalar(select(Authority.id).where(Authority.merged_into == winner.id))
    with pytest.raises(NameTakenError):
        merging.part(session, loser, BY)
    assert merging.part(session, loser, BY, "Vi Hong (hai)").name == "Vi Hong (hai)"
    assert one.creator == "Vi Hong (hai)"


def test_of_two_merges_at_once_one_is_refused(engine):
    with work(engine) as session:
        _hong(session)
        pair = [_id(session, "Vi Hong"), _id(session, "Vi Hồng")]
    said = []

    def merge(loser, winner):
        try:
            with work(engine) as session:
                merging.merge(session, loser, winner, BY)
            said.append("gộp")
        except LibraryError as error:
            said.append(type(error).__name__)

    both = [threading.Thread(target=merge, args=order) for order in (pair, pair[::-1])]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with reading(engine) as session:
        assert sorted(said) == ["AlreadyMergedError", "gộp"]
        assert len(set(session.scalars(select(Item.creator)))) == 1
        assert _dangling(session) == 0


def test_two_names_of_one_item_are_two_again_whatever_was_described_since(session):
    item = make_item(session, creator="Vi Hồng; Vi Hong")
    _merge(session, "Vi Hong", "Vi Hồng")
    cataloguing.describe(session, item, {"creator": "Vi Hồng; Hà Sĩ", "place": "Lạng Sơn"}, BY)
    merging.part(session, _id(session, "Vi Hong"), BY)
    assert item.creator == "Vi Hồng; Vi Hong; Hà Sĩ"


def test_two_roles_of_one_contributor_go_back_to_whom_they_were_told_of(session):
    item = make_item(session)
    cataloguing.describe_beside(session, item, {"contributor": "Vi Hồng (dịch); Vi Hong (vẽ)"})
    _merge(session, "Vi Hong", "Vi Hồng")
    other = {"contributor": "Vi Hồng (dịch); Vi Hồng (minh hoạ)"}
    cataloguing.describe_beside(session, item, other)
    merging.part(session, _id(session, "Vi Hong"), BY)
    assert item.other_fields["contributor"] == "Vi Hồng (dịch); Vi Hong (minh hoạ)"
