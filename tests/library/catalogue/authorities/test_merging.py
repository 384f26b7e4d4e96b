"""Tests of merging authority records and of undoing merges."""

import threading

import pytest
from sqlalchemy import func, select

from library.catalogue import cataloguing, index_queue
from library.catalogue.authorities import authority_records, edit_records, merging
from library.catalogue.authorities.edit_records import AuthorityDetails
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
    """Return the number of links to merged records."""
    query = (
        select(func.count())
        .select_from(ItemAuthority)
        .join(Authority, Authority.id == ItemAuthority.authority_id)
    )
    return session.scalar(query.where(Authority.merged_into.is_not(None)))


def _make_duplicates(session):
    first = make_item(session, creator="Vi Hong")
    second = make_item(session, creator="Vi Hồng")
    return first, second


def test_every_item_is_updated_by_a_merge(session):
    first, second = _make_duplicates(session)
    assert _merge(session, "Vi Hong", "Vi Hồng") == 2
    assert (first.creator, second.creator, _dangling(session)) == ("Vi Hồng", "Vi Hồng", 0)


def test_updated_items_are_queued_for_indexing(session):
    first, _ = _make_duplicates(session)
    index_queue.remove(session, [row.id for row in index_queue.waiting(session)])
    _merge(session, "Vi Hong", "Vi Hồng")
    assert first.id in {row.item_id for row in index_queue.waiting(session)}


def test_the_merged_name_still_leads_to_the_winner(session):
    _make_duplicates(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    assert make_item(session, creator="VI HONG").creator == "Vi Hồng"
    assert authority_records.record(session, _id(session, "Vi Hong")).other_names == ("Vi Hong",)


def test_a_merge_has_one_audit_entry(session):
    _make_duplicates(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "authority.merge"))
    assert "“Vi Hong” → “Vi Hồng”" in entry.detail


def test_a_preview_changes_nothing(session):
    first, _ = _make_duplicates(session)
    preview = merging.preview(session, _id(session, "Vi Hong"), _id(session, "Vi Hồng"))
    assert (preview.items, preview.titles, preview.variants) == (
        1,
        ((first.id, first.title),),
        ("Vi Hong",),
    )
    assert first.creator == "Vi Hong"


def test_the_winner_adopts_missing_values(session):
    _make_duplicates(session)
    loser = session.get(Authority, _id(session, "Vi Hong"))
    loser.begins, loser.note = "1936", "nhà văn"
    _merge(session, "Vi Hong", "Vi Hồng")
    winner = authority_records.record(session, _id(session, "Vi Hồng"))
    assert (winner.begins, winner.note) == ("1936", "nhà văn")


def test_two_merged_names_of_one_item_are_written_once(session):
    item = make_item(session, creator="Vi Hong; Vi Hồng")
    _merge(session, "Vi Hong", "Vi Hồng")
    assert item.creator == "Vi Hồng"


def test_a_record_is_not_merged_into_itself(session):
    _make_duplicates(session)
    with pytest.raises(SameRecordError):
        _merge(session, "Vi Hồng", "Vi Hồng")


def test_a_person_is_not_merged_into_a_subject(session):
    item = make_item(session, creator="Then")
    cataloguing.set_other_fields(session, item, {"subject": "Hát then"})
    with pytest.raises(UnlikeRecordsError):
        _merge(session, "Then", "Hát then")


def test_an_unknown_record_is_not_merged(session):
    _make_duplicates(session)
    with pytest.raises(AuthorityNotFoundError):
        merging.merge(session, 4711, _id(session, "Vi Hồng"), BY)


def test_merges_cannot_form_a_cycle(session):
    _make_duplicates(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    with pytest.raises(AlreadyMergedError, match="Vi Hồng"):
        _merge(session, "Vi Hồng", "Vi Hong")


def test_chained_merges_lead_to_the_last_winner(session):
    first, second, third = (
        make_item(session, creator=name) for name in ("A Sáng", "B Sáng", "C Sáng")
    )
    _merge(session, "A Sáng", "B Sáng")
    _merge(session, "B Sáng", "C Sáng")
    assert {first.creator, second.creator, third.creator} == {"C Sáng"}
    assert authority_records.record(session, _id(session, "A Sáng")).name == "C Sáng"


def test_undoing_one_merge_of_a_chain_restores_all_merged_through_it(session):
    first, second, third = (
        make_item(session, creator=name) for name in ("A Sáng", "B Sáng", "C Sáng")
    )
    _merge(session, "A Sáng", "B Sáng")
    _merge(session, "B Sáng", "C Sáng")
    merging.undo_merge(session, _id(session, "B Sáng"), BY)
    assert [first.creator, second.creator, third.creator] == ["B Sáng", "B Sáng", "C Sáng"]


def test_a_wrong_merge_is_undone(session):
    first, second = _make_duplicates(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    merging.undo_merge(session, _id(session, "Vi Hong"), BY)
    assert (first.creator, second.creator, _dangling(session)) == ("Vi Hong", "Vi Hồng", 0)


def test_undoing_restores_both_names_of_one_item(session):
    item = make_item(session, creator="Vi Hong; Vi Hồng")
    _merge(session, "Vi Hong", "Vi Hồng")
    cataloguing.describe(session, item, {"creator": "Vi Hồng", "number": "7"}, BY)
    merging.undo_merge(session, _id(session, "Vi Hong"), BY)
    assert item.creator == "Vi Hong; Vi Hồng"


def test_items_catalogued_later_under_the_old_name_are_restored_too(session):
    _make_duplicates(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    late = make_item(session, creator="Vi Hong")
    merging.undo_merge(session, _id(session, "Vi Hong"), BY)
    assert late.creator == "Vi Hong"


def test_an_unmerged_record_cannot_be_restored(session):
    _make_duplicates(session)
    with pytest.raises(NotMergedError):
        merging.undo_merge(session, _id(session, "Vi Hong"), BY)


def test_a_record_may_take_the_name_of_one_merged_into_it(session):
    first, _ = _make_duplicates(session)
    _merge(session, "Vi Hong", "Vi Hồng")
    winner = session.get(Authority, _id(session, "Vi Hồng"))
    edit_records.edit(session, winner, AuthorityDetails("Vi Hong", AuthorityKind.PERSON), BY)
    assert first.creator == "Vi Hong"
    loser = session.scalar(select(Authority.id).where(Authority.merged_into == winner.id))
    with pytest.raises(NameTakenError):
        merging.undo_merge(session, loser, BY)
    assert merging.undo_merge(session, loser, BY, "Vi Hong (hai)").name == "Vi Hong (hai)"
    assert first.creator == "Vi Hong (hai)"


def test_one_of_two_concurrent_merges_is_refused(engine):
    with work(engine) as session:
        _make_duplicates(session)
        pair = [_id(session, "Vi Hong"), _id(session, "Vi Hồng")]
    results = []

    def merge(loser, winner):
        try:
            with work(engine) as session:
                merging.merge(session, loser, winner, BY)
            results.append("gộp")
        except LibraryError as error:
            results.append(type(error).__name__)

    threads = [threading.Thread(target=merge, args=order) for order in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert sorted(results) == ["AlreadyMergedError", "gộp"]
        assert len(set(session.scalars(select(Item.creator)))) == 1
        assert _dangling(session) == 0


def test_undoing_restores_both_names_after_later_edits(session):
    item = make_item(session, creator="Vi Hồng; Vi Hong")
    _merge(session, "Vi Hong", "Vi Hồng")
    cataloguing.describe(session, item, {"creator": "Vi Hồng; Hà Sĩ", "place": "Lạng Sơn"}, BY)
    merging.undo_merge(session, _id(session, "Vi Hong"), BY)
    assert item.creator == "Vi Hồng; Vi Hong; Hà Sĩ"


def test_undoing_restores_the_roles_of_two_contributors(session):
    item = make_item(session)
    cataloguing.set_other_fields(session, item, {"contributor": "Vi Hồng (dịch); Vi Hong (vẽ)"})
    _merge(session, "Vi Hong", "Vi Hồng")
    other = {"contributor": "Vi Hồng (dịch); Vi Hồng (minh hoạ)"}
    cataloguing.set_other_fields(session, item, other)
    merging.undo_merge(session, _id(session, "Vi Hong"), BY)
    assert item.other_fields["contributor"] == "Vi Hồng (dịch); Vi Hong (minh hoạ)"
