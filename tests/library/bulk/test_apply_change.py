"""A change of many items is applied whole or not at all, and put back exactly."""

import pytest
from sqlalchemy import event, select

from library.bulk import apply_change, change_reports, planned_changes, undo_change
from library.bulk.bulk_context import Rules
from library.bulk.models import BulkLine
from library.bulk.problems import (
    ChangedMeanwhileError,
    ChangedSinceError,
    LinesLeftError,
    NothingToApplyError,
    NotToBeAppliedError,
    NotToBeUndoneError,
)
from library.catalogue import cataloguing
from library.catalogue.authorities import linking
from library.catalogue.models import Access, IndexDue, Item
from library.database import reading, work
from library.staff.models import AuditEntry
from tests.library.bulk.conftest import put
from tests.makers import BY, make_item


@pytest.fixture
def items(session):
    """Enter two items."""
    return [make_item(session, title, creator="A") for title in ("Một", "Hai")]


@pytest.fixture
def change(session, items, went_out, came_back):
    """Plan to change the first item's author and subject, and where the second is read."""
    rows = put(put(went_out(*items), "creator", "B"), "subject", "Chợ")
    plan = came_back(put(rows, "access", "chỉ cán bộ", line=2))
    return planned_changes.keep(session, plan, BY).id


def _look(session, item):
    held = session.get(Item, item.id)
    return held.creator, held.other_fields.get("subject"), held.access


def _describe(session, item, **told):
    cataloguing.describe(session, session.get(Item, item.id), told, "người khác")
    session.flush()


def test_what_was_looked_over_is_done_and_goes_to_the_index(session, items, change):
    session.query(IndexDue).delete()
    apply_change.apply(session, change, BY, Rules())
    assert _look(session, items[0]) == ("B", "Chợ", Access.PUBLIC)
    assert _look(session, items[1]) == ("A", None, Access.STAFF)
    assert set(session.scalars(select(IndexDue.item_id))) == {item.id for item in items}


def test_the_audit_trail_tells_each_item_and_the_whole(session, items, change):
    apply_change.apply(session, change, BY, Rules())
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-3:] == ["item.describe", "item.describe", "bulk.apply"]


def test_names_lead_to_their_records_before_and_after(session, items, change):
    def creators():
        links = [linking.links_of(session, item.id) for item in items]
        return [[record.name for one, record in led if one.field == "creator"] for led in links]

    apply_change.apply(session, change, BY, Rules())
    assert creators() == [["B"], ["A"]]
    undo_change.undo(session, change, BY, Rules())
    assert creators() == [["A"], ["A"]]


def test_undoing_restores_exactly(session, items, change):
    before = [_look(session, item) for item in items]
    apply_change.apply(session, change, BY, Rules())
    assert undo_change.undo(session, change, BY, Rules()) == (2, 0)
    assert [_look(session, item) for item in items] == before
    assert session.get(Item, items[0].id).other_fields == {}


def test_an_item_changed_meanwhile_stops_all_of_it(engine, session, items, change):
    _describe(session, items[1], access=Access.LIBRARY)
    session.commit()
    with pytest.raises(ChangedMeanwhileError, match=r"1 tài liệu.*“Hai”"), work(engine) as again:
        apply_change.apply(again, change, BY, Rules())
    with reading(engine) as later:
        assert _look(later, items[0]) == ("A", None, Access.PUBLIC)


def test_rows_that_were_refused_stop_all_of_it_until_told(session, items, went_out, came_back):
    rows = put(put(went_out(*items), "creator", "B"), "date", "hôm qua", line=2)
    change = planned_changes.keep(session, came_back(rows), BY).id
    with pytest.raises(LinesLeftError, match="1 dòng không nhận được"):
        apply_change.apply(session, change, BY, Rules())
    apply_change.apply(session, change, BY, Rules(), without_refused=True)
    assert _look(session, items[0])[0] == "B"


def test_nothing_to_do_is_said(session, items, went_out, came_back):
    change = planned_changes.keep(session, came_back(went_out(*items)), BY).id
    with pytest.raises(NothingToApplyError):
        apply_change.apply(session, change, BY, Rules())


def test_a_change_is_applied_once_and_undone_once(session, change):
    with pytest.raises(NotToBeUndoneError):
        undo_change.undo(session, change, BY, Rules())
    apply_change.apply(session, change, BY, Rules())
    with pytest.raises(NotToBeAppliedError):
        apply_change.apply(session, change, BY, Rules())
    undo_change.undo(session, change, BY, Rules())
    with pytest.raises(NotToBeUndoneError):
        undo_change.undo(session, change, BY, Rules())


def test_somebodys_later_work_is_not_undone_unless_left_alone(session, items, change):
    apply_change.apply(session, change, BY, Rules())
    _describe(session, items[0], creator="C")
    with pytest.raises(ChangedSinceError, match=r"1 tài liệu.*“Một”"), session.begin_nested():
        undo_change.undo(session, change, BY, Rules())
    assert undo_change.undo(session, change, BY, Rules(), only_untouched=True) == (1, 1)
    assert [_look(session, item)[0] for item in items] == ["C", "A"]
    assert _look(session, items[1])[2] is Access.PUBLIC


def test_later_work_on_another_field_does_not_stand_in_the_way(session, items, change):
    apply_change.apply(session, change, BY, Rules())
    _describe(session, items[0], kind="Sách")
    assert undo_change.undo(session, change, BY, Rules()) == (2, 0)
    assert session.get(Item, items[0].id).kind == "Sách"


def test_an_item_that_is_gone_stops_all_of_it(engine, session, items, change):
    session.delete(session.get(Item, items[1].id))
    session.commit()
    with pytest.raises(ChangedMeanwhileError), work(engine) as again:
        apply_change.apply(again, change, BY, Rules())


def test_a_plan_keeps_its_lines(session, change):
    assert len(session.scalars(select(BulkLine).where(BulkLine.change_id == change)).all()) == 2


def test_a_list_of_changes_is_asked_for_at_once(session, items, went_out, came_back):
    rows = put(went_out(*items), "title", "Khác")
    kept = [planned_changes.keep(session, came_back(rows), BY).id for _ in range(4)]
    session.flush()
    asked = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *told: asked.append(told[2]))
    found, total = change_reports.newest(session, first=0, count=50)
    assert [one.id for one in found] == kept[::-1]
    assert ([one.done for one in found], total) == ([1, 1, 1, 1], 4)
    assert len(asked) == 3
