"""A bulk change is applied as a whole or not at all, and undone exactly."""

import pytest
from sqlalchemy import event, select

from library.bulk import apply_change, change_reports, planned_changes
from library.bulk.problems import (
    ChangedMeanwhileError,
    ChangedSinceError,
    ChangeNotAppliedError,
    ChangeNotPlannedError,
    NothingToApplyError,
    RefusedLinesError,
)
from library.catalogue import cataloguing
from library.catalogue.authorities import linking
from library.catalogue.models import Access, IndexDue, Item
from library.database import reading, work
from library.exchange.records.field_rules import Rules
from library.staff.models import AuditEntry
from tests.library.incoming.conftest import put
from tests.makers import BY, make_item


@pytest.fixture
def items(session):
    """Enter two items."""
    return [make_item(session, title, creator="A") for title in ("Một", "Hai")]


@pytest.fixture
def change(session, items, exported, reimported):
    """Plan a change of the first item's author and subject, and where the second is read."""
    rows = put(put(exported(*items), "creator", "B"), "subject", "Chợ")
    plan = reimported(put(rows, "access", "chỉ cán bộ", line=2))
    return planned_changes.save(session, plan, BY).id


def _values(session, item):
    held = session.get(Item, item.id)
    return held.creator, held.other_fields.get("subject"), held.access


def _describe(session, item, **fields):
    cataloguing.describe(session, session.get(Item, item.id), fields, "người khác")
    session.flush()


def test_a_planned_change_is_applied_noted_and_queued_for_indexing(session, items, change):
    session.query(IndexDue).delete()
    apply_change.apply(session, change, BY, Rules())
    assert _values(session, items[0]) == ("B", "Chợ", Access.PUBLIC)
    assert _values(session, items[1]) == ("A", None, Access.STAFF)
    assert set(session.scalars(select(IndexDue.item_id))) == {item.id for item in items}
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-3:] == ["item.describe", "item.describe", "bulk.apply"]


def test_creators_are_linked_to_records_after_apply_and_undo(session, items, change):
    def creators():
        links = [linking.links_of(session, item.id) for item in items]
        return [
            [record.name for link, record in item_links if link.field == "creator"]
            for item_links in links
        ]

    apply_change.apply(session, change, BY, Rules())
    assert creators() == [["B"], ["A"]]
    apply_change.undo(session, change, BY, Rules())
    assert creators() == [["A"], ["A"]]


def test_undoing_restores_exactly(session, items, change):
    original = [_values(session, item) for item in items]
    apply_change.apply(session, change, BY, Rules())
    assert apply_change.undo(session, change, BY, Rules()) == (2, 0)
    assert [_values(session, item) for item in items] == original
    assert session.get(Item, items[0].id).other_fields == {}


def test_an_item_changed_since_the_preview_stops_the_change(engine, session, items, change):
    _describe(session, items[1], access=Access.LIBRARY)
    session.commit()
    with pytest.raises(ChangedMeanwhileError, match=r"1 tài liệu.*“Hai”"), work(engine) as again:
        apply_change.apply(again, change, BY, Rules())
    with reading(engine) as later:
        assert _values(later, items[0]) == ("A", None, Access.PUBLIC)


def test_refused_rows_stop_the_change_unless_skipped(session, items, exported, reimported):
    rows = put(put(exported(*items), "creator", "B"), "date", "hôm qua", line=2)
    change = planned_changes.save(session, reimported(rows), BY).id
    with pytest.raises(RefusedLinesError, match="1 dòng không nhận được"):
        apply_change.apply(session, change, BY, Rules())
    apply_change.apply(session, change, BY, Rules(), without_refused=True)
    assert _values(session, items[0])[0] == "B"


def test_a_change_without_lines_raises(session, items, exported, reimported):
    change = planned_changes.save(session, reimported(exported(*items)), BY).id
    with pytest.raises(NothingToApplyError):
        apply_change.apply(session, change, BY, Rules())


def test_a_change_is_applied_once_and_undone_once(session, change):
    with pytest.raises(ChangeNotAppliedError):
        apply_change.undo(session, change, BY, Rules())
    apply_change.apply(session, change, BY, Rules())
    with pytest.raises(ChangeNotPlannedError):
        apply_change.apply(session, change, BY, Rules())
    apply_change.undo(session, change, BY, Rules())
    with pytest.raises(ChangeNotAppliedError):
        apply_change.undo(session, change, BY, Rules())


def test_later_edits_stop_the_undo_unless_skipped(session, items, change):
    apply_change.apply(session, change, BY, Rules())
    _describe(session, items[0], creator="C")
    with pytest.raises(ChangedSinceError, match=r"1 tài liệu.*“Một”"), session.begin_nested():
        apply_change.undo(session, change, BY, Rules())
    assert apply_change.undo(session, change, BY, Rules(), only_untouched=True) == (1, 1)
    assert [_values(session, item)[0] for item in items] == ["C", "A"]
    assert _values(session, items[1])[2] is Access.PUBLIC
    apply_change.apply(session, change, BY, Rules())
    assert _values(session, items[1])[2] is Access.STAFF
    edited = [items[0].id]
    assert apply_change.undo(session, change, BY, Rules(), edited=edited) == (2, 0)
    assert _values(session, items[0])[0] == "A"


def test_who_may_read_is_not_given_back_over_later_edits(session, items, change):
    apply_change.apply(session, change, BY, Rules())
    _describe(session, items[0], creator="C")
    _describe(session, items[1], access=Access.LIBRARY)
    edited = [items[1].id]
    with pytest.raises(ChangedSinceError), session.begin_nested():
        apply_change.undo(session, change, BY, Rules(), only_untouched=True, edited=edited)
    refusals = apply_change.kept_items(session, change, BY, Rules())
    assert [item.is_free for item in refusals] == [True, False]


def test_later_edits_of_another_field_do_not_stop_the_undo(session, items, change):
    apply_change.apply(session, change, BY, Rules())
    _describe(session, items[0], kind="Sách")
    assert apply_change.undo(session, change, BY, Rules()) == (2, 0)
    assert session.get(Item, items[0].id).kind == "Sách"


def test_a_deleted_item_stops_the_change(engine, session, items, change):
    session.delete(session.get(Item, items[1].id))
    session.commit()
    with pytest.raises(ChangedMeanwhileError), work(engine) as again:
        apply_change.apply(again, change, BY, Rules())


def test_a_list_of_changes_needs_three_queries(session, items, exported, reimported):
    rows = put(exported(*items), "title", "Khác")
    change_ids = [planned_changes.save(session, reimported(rows), BY).id for _ in range(4)]
    session.flush()
    statements = []
    event.listen(
        session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    reports, total = change_reports.newest(session, first=0, count=50)
    assert [report.id for report in reports] == change_ids[::-1]
    assert ([report.done for report in reports], total) == ([1, 1, 1, 1], 4)
    assert len(statements) == 3
