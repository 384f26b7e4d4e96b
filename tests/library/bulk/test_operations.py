"""Each kind of bulk change follows the rules for single items, and can be undone."""

from datetime import timedelta

import pytest

from library import clock
from library.bulk import (
    apply_change,
    change_reports,
    item_plans,
    planned_changes,
)
from library.bulk.item_plans import EditMethod, FieldEdit
from library.bulk.models import ChangeKind, Verdict
from library.bulk.problems import (
    BadValueError,
    CannotBeAppliedError,
    CannotBeUndoneError,
    ChangedSinceError,
)
from library.catalogue import cataloguing
from library.catalogue.access import draft_deletion, openings, publishing
from library.catalogue.access.publishing import ReviewStatus
from library.catalogue.models import Item, ItemState
from library.catalogue.profiles import FieldRule
from library.exchange.records.field_rules import Rules
from library.planning import staff_work
from tests.makers import BY, make_collections, make_item, make_settings, make_staff

_FREE = Rules(may_publish=True)


@pytest.fixture
def settings(tmp_path):
    """Return settings with an open collection and one that needs two people."""
    reviewed = 'title = "Mật"\nsummary = ""\nfour_eyes = true\n'
    files = {"mat": reviewed, "van-ban": 'title = "Văn bản"\nsummary = ""\n'}
    folder = make_collections(tmp_path / "sưu tập", **files)
    return make_settings(tmp_path / "nhà", collections=str(folder))


@pytest.fixture
def items(session):
    """Enter two drafts."""
    return [make_item(session, title, creator="UBND tinh", published=False) for title in "AB"]


@pytest.fixture
def apply_plan(session):
    """Return a function that applies a plan and returns the change id."""

    def run(plan, by=BY, rules=_FREE):
        change = planned_changes.save(session, plan, by).id
        apply_change.apply(session, change, by, rules, without_refused=True)
        return change

    return run


def _ids(items):
    return tuple(item.id for item in items)


def _held(session, items, name="creator"):
    return [getattr(session.get(Item, item.id), name) for item in items]


@pytest.mark.parametrize(
    ("method", "value", "search_text", "creators"),
    [
        pytest.param(EditMethod.FILL, "Nông Văn A", "", ["Nông Văn A"] * 2, id="fill"),
        pytest.param(EditMethod.EMPTY, "", "", [None, None], id="empty"),
        pytest.param(EditMethod.REPLACE, "tỉnh", "tinh", ["UBND tỉnh"] * 2, id="replace"),
    ],
)
def test_a_field_of_all_items_is_changed_and_restored(
    session, items, apply_plan, method, value, search_text, creators
):
    change = apply_plan(
        item_plans.plan_edit(session, _ids(items), FieldEdit("creator", method, value, search_text))
    )
    assert _held(session, items) == creators
    apply_change.undo(session, change, BY, _FREE)
    assert _held(session, items) == ["UBND tinh"] * 2


def test_bulk_changes_and_undone_ones_count_apart_in_the_work_of_a_month(
    session, items, apply_plan
):
    make_staff(session, "lan")
    edit = FieldEdit("creator", EditMethod.FILL, "Nông Văn A", "")
    change = apply_plan(item_plans.plan_edit(session, _ids(items), edit), "lan")
    cataloguing.describe(session, items[0], {"number": "12"}, "lan")
    session.flush()
    month = clock.today().replace(day=1), clock.today() + timedelta(days=1)
    (work,) = staff_work.people_between(session, *month)
    assert work.counts == {"item.describe": 1, "bulk": 2}
    apply_change.undo(session, change, "lan", _FREE, only_untouched=True)
    session.flush()
    (work,) = staff_work.people_between(session, *month)
    assert work.counts == {"item.describe": 1, "bulk": 2, "undone": 2}
    assert work.total == 3


def test_only_gaps_are_filled(session, items):
    gap = make_item(session, "C")
    plan = item_plans.plan_edit(
        session, _ids([*items, gap]), FieldEdit("creator", EditMethod.FILL_GAPS, "X")
    )
    assert ([line.item_id for line in plan.lines], plan.same) == ([gap.id], 2)


@pytest.mark.parametrize(
    ("name", "method", "value"),
    [
        pytest.param("date", EditMethod.FILL, "hôm qua", id="no date"),
        pytest.param("title", EditMethod.EMPTY, "", id="must not be empty"),
        pytest.param("creator", EditMethod.FILL, " ", id="nothing to write"),
        pytest.param("creator", EditMethod.REPLACE, "x", id="nothing to replace"),
        pytest.param("state", EditMethod.FILL, "published", id="no field"),
    ],
)
def test_an_invalid_value_raises(session, items, name, method, value):
    with pytest.raises(BadValueError):
        item_plans.plan_edit(session, _ids(items), FieldEdit(name, method, value))


def test_an_item_that_would_lose_its_title_is_refused(session, items):
    (line,) = item_plans.plan_edit(
        session, _ids(items)[:1], FieldEdit("title", EditMethod.REPLACE, "", "A")
    ).lines
    assert line.problem == "Nhan đề không được để trống."


def test_a_value_forbidden_by_the_collection_is_refused(session, items):
    rule = FieldRule("kind", "Loại", "text", False, "", values=("Sách",), closed=True)
    rules = Rules(fields={"dia-chi": {"kind": rule}})
    lines = item_plans.plan_edit(
        session, _ids(items), FieldEdit("kind", EditMethod.FILL, "Báo"), rules
    ).lines
    assert [line.problem for line in lines] == [
        "“Báo” không có trong danh mục. Hãy chọn trong danh mục."
    ] * 2


def test_items_move_to_another_collection_and_back(session, items, apply_plan):
    change = apply_plan(
        item_plans.plan_move(session, _ids(items), "van-ban", "Văn bản", Rules(), BY)
    )
    assert _held(session, items, "collection") == ["van-ban"] * 2
    apply_change.undo(session, change, BY, Rules())
    assert _held(session, items, "collection") == ["dia-chi"] * 2


@pytest.mark.parametrize(
    ("to", "rules", "says"),
    [
        pytest.param("mat", _FREE, "cần hai người duyệt", id="four eyes"),
        pytest.param("van-ban", Rules(), "chỉ cán bộ duyệt chuyển được", id="a cataloguer"),
    ],
)
def test_a_published_item_is_not_moved_against_the_rules(session, to, rules, says):
    item = make_item(session)
    (line,) = item_plans.plan_move(session, (item.id,), to, to, rules, BY).lines
    assert says in line.problem


def test_an_item_opened_after_the_preview_is_not_moved_by_a_cataloguer(session, items):
    change = planned_changes.save(
        session, item_plans.plan_move(session, _ids(items), "van-ban", "Văn bản", Rules(), BY), BY
    )
    cataloguing.publish(session, session.get(Item, items[0].id), BY)
    with pytest.raises(CannotBeAppliedError, match="chỉ cán bộ duyệt"):
        apply_change.apply(session, change.id, BY, Rules())


def test_a_source_id_stays_unique_in_a_collection(session, items):
    other = make_item(session, collection="van-ban")
    other.source_id = items[0].source_id = "so-1"
    session.flush()
    lines = item_plans.plan_move(session, _ids(items), "van-ban", "Văn bản", Rules(), BY).lines
    assert [line.verdict for line in lines] == [Verdict.REFUSED, Verdict.CHANGE]


def test_items_are_sent_published_and_taken_back_step_by_step(session, items, apply_plan):
    ids = _ids(items)
    sent = apply_plan(item_plans.plan_state(session, ChangeKind.SEND, ids, "lan", _FREE), "lan")
    opened = apply_plan(
        item_plans.plan_state(session, ChangeKind.PUBLISH, ids, "hoa", _FREE), "hoa"
    )
    assert _held(session, items, "state") == [ItemState.PUBLISHED] * 2
    apply_change.undo(session, opened, "hoa", _FREE)
    assert _held(session, items, "published") == [None, None]
    assert publishing.review_status(session, ids[0]).sent_by == "lan"
    apply_change.undo(session, sent, "lan", _FREE)
    assert _held(session, items, "state") == [ItemState.DRAFT] * 2
    assert publishing.review_status(session, ids[0]) == ReviewStatus()


def test_a_preview_of_publishing_publishes_nothing(session, items):
    plan = item_plans.plan_state(session, ChangeKind.PUBLISH, _ids(items), BY, _FREE)
    assert [line.verdict for line in plan.lines] == [Verdict.CHANGE] * 2
    session.expire_all()
    assert _held(session, items, "state") == [ItemState.DRAFT] * 2


def test_nobody_publishes_their_own_submission_under_four_eyes(session, apply_plan):
    item = make_item(session, collection="mat", published=False)
    apply_plan(item_plans.plan_state(session, ChangeKind.SEND, (item.id,), "lan", _FREE), "lan")
    (line,) = item_plans.plan_state(session, ChangeKind.PUBLISH, (item.id,), "lan", _FREE).lines
    assert "cần hai người" in line.problem


def test_four_eyes_apply_to_the_user_who_applies_not_who_planned(session, apply_plan):
    item = make_item(session, collection="mat", published=False)
    apply_plan(item_plans.plan_state(session, ChangeKind.SEND, (item.id,), "lan", _FREE), "lan")
    plan = item_plans.plan_state(session, ChangeKind.PUBLISH, (item.id,), "hoa", _FREE)
    change = planned_changes.save(session, plan, "hoa").id
    with pytest.raises(CannotBeAppliedError, match="cần hai người"):
        apply_change.apply(session, change, "lan", _FREE)


def test_the_undo_of_a_withdrawal_brings_no_deleted_item_back(session, apply_plan):
    item = make_item(session)
    plan = item_plans.plan_state(session, ChangeKind.WITHDRAW, (item.id,), BY, _FREE, "Sai")
    change = apply_plan(plan)
    draft_deletion.delete_item(session, item, BY, may_publish=True)
    with pytest.raises(CannotBeUndoneError, match="Thùng rác"):
        apply_change.undo(session, change, BY, _FREE)
    assert item.state is ItemState.WITHDRAWN


def test_a_plan_of_yesterday_publishes_no_deleted_item(session):
    item = make_item(session)
    publishing.close(session, item, BY, "Sai")
    plan = item_plans.plan_state(session, ChangeKind.PUBLISH, (item.id,), BY, _FREE)
    change = planned_changes.save(session, plan, BY).id
    item = session.get(Item, item.id)
    draft_deletion.delete_item(session, item, BY, may_publish=True)
    with pytest.raises(CannotBeAppliedError, match="Thùng rác"):
        apply_change.apply(session, change, BY, _FREE)


def test_a_returned_change_is_not_among_those_that_wait(session, apply_plan):
    item = make_item(session, "Cũ", collection="mat")
    edit, since = FieldEdit("title", EditMethod.REPLACE, "Mới", "Cũ"), clock.now()
    change = apply_plan(item_plans.plan_edit(session, _ids([item]), edit, _FREE), "lan")
    assert change_reports.count_waiting(session, change, since) == 1
    assert change_reports.count_waiting(session, change, clock.now()) == 0
    version = openings.waiting_of(session, item).version
    publishing.return_opening(session, item, "hoa", version, "Sai")
    assert change_reports.count_waiting(session, change, since) == 0


def test_a_change_that_another_person_approved_is_undone(session, apply_plan):
    item = make_item(session, "Cũ", collection="mat")
    edit = FieldEdit("title", EditMethod.REPLACE, "Mới", "Cũ")
    change = apply_plan(item_plans.plan_edit(session, _ids([item]), edit, _FREE), "lan")
    item = session.get(Item, item.id)
    version = openings.waiting_of(session, item).version
    publishing.open_further(session, item, "hoa", version)
    session.flush()
    assert apply_change.undo(session, change, "lan", _FREE) == (1, 0)
    assert openings.waiting_of(session, item).changes[0].value == "Cũ"


def test_a_change_that_waits_is_undone_before_anybody_approves(session, apply_plan):
    item = make_item(session, "Cũ", collection="mat")
    edit = FieldEdit("title", EditMethod.REPLACE, "Mới", "Cũ")
    change = apply_plan(item_plans.plan_edit(session, _ids([item]), edit, _FREE), "lan")
    assert apply_change.undo(session, change, "lan", _FREE) == (1, 0)
    assert openings.waiting_of(session, item) is None


def test_an_item_without_a_page_is_refused_with_the_reason(session, items):
    bare = make_item(session, "Trống", texts=(), published=False)
    lines = item_plans.plan_state(
        session, ChangeKind.PUBLISH, _ids([*items, bare]), BY, _FREE
    ).lines
    assert "chưa có trang nào đọc được" in lines[2].problem


def test_withdrawing_keeps_the_reason_and_is_undone(session, apply_plan):
    item = make_item(session)
    opened = item.published
    plan = item_plans.plan_state(
        session, ChangeKind.WITHDRAW, (item.id,), BY, _FREE, "Quyền tác giả"
    )
    change = apply_plan(plan)
    assert publishing.review_status(session, item.id).remark == "Quyền tác giả"
    apply_change.undo(session, change, BY, _FREE)
    held = session.get(Item, item.id)
    assert (held.state, held.published) == (ItemState.PUBLISHED, opened)
    assert publishing.review_status(session, item.id).remark is None


def test_an_item_published_again_is_not_restored(session, apply_plan):
    item = make_item(session)
    change = apply_plan(
        item_plans.plan_state(session, ChangeKind.WITHDRAW, (item.id,), BY, _FREE, "x")
    )
    publishing.approve(session, session.get(Item, item.id), BY)
    session.flush()
    with pytest.raises(ChangedSinceError):
        apply_change.undo(session, change, BY, _FREE)


def test_an_item_without_pages_is_not_published_again(session, apply_plan):
    item = make_item(session)
    change = apply_plan(
        item_plans.plan_state(session, ChangeKind.WITHDRAW, (item.id,), BY, _FREE, "x")
    )
    held = session.get(Item, item.id)
    held.pages.clear()
    session.flush()
    with pytest.raises(CannotBeUndoneError, match="chưa có trang nào"):
        apply_change.undo(session, change, BY, _FREE)
