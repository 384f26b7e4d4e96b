"""Two people are needed to open what is closed, whichever way the change comes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from library.bulk import (
    apply_change,
    item_plans,
    planned_changes,
)
from library.bulk.item_plans import EditMethod, FieldEdit
from library.bulk.models import ChangeKind
from library.bulk.operations import write_cells
from library.bulk.problems import CannotBeUndoneError
from library.catalogue import cataloguing
from library.catalogue.access import openings, publishing
from library.catalogue.access.models import Publication
from library.catalogue.access.reading_conditions import Conditions, conditions_of
from library.catalogue.models import Access, Item, ItemState
from library.consents import consents
from library.errors import FourEyesError, OpeningChangedError, OwnOpeningError
from library.exchange.records.field_rules import Rules
from library.staff.audit import note
from library.staff.models import AuditEntry
from tests.makers import make_collections, make_item, make_settings

_LAN, _HOA = "lan", "hoa"
_RULES = Rules(may_publish=True)
_FOUND = (
    'title = "Tìm"\nsummary = ""\nmoving_wall = 100\nembargoed_text_is_found = true\n'
    "onsite_text_is_found = true\n"
)
_REVIEWED = 'title = "Mật"\nsummary = ""\nfour_eyes = true\nmoving_wall = 100\n'


@pytest.fixture
def settings(tmp_path):
    """Return settings with a collection that needs two people and one that does not."""
    files = {"mat": _REVIEWED, "mo": 'title = "Mở"\nsummary = ""\n', "tim": _FOUND}
    folder = make_collections(tmp_path / "sưu tập", **files)
    return make_settings(tmp_path / "nhà", collections=str(folder))


@pytest.fixture
def closed(session):
    """Enter a published item that is read in the library from 2100 on, in the strict collection."""
    item = make_item(session, collection="mat", access=Access.LIBRARY, opens="2100-01-01")
    return session.get(Item, item.id)


def _apply(session, plan, by=_LAN):
    change = planned_changes.save(session, plan, by).id
    apply_change.apply(session, change, by, _RULES)
    return change


def _approve(session, item, by=_HOA):
    publishing.open_further(session, item, by, openings.waiting_of(session, item).version)


def _open_by_describing(session, item):
    cataloguing.describe(session, item, {"access": Access.PUBLIC, "opens": None}, _LAN)


def _open_by_cells(session, item):
    write_cells(session, item, {"access": "public", "opens": ""}, _LAN)


def _open_in_bulk(session, item):
    for edit in (
        FieldEdit("access", EditMethod.FILL, "mọi nơi"),
        FieldEdit("opens", EditMethod.EMPTY),
    ):
        _apply(session, item_plans.plan_edit(session, (item.id,), edit, _RULES))


def _open_by_undo(session, item):
    change = planned_changes.save(
        session,
        item_plans.plan_edit(session, (item.id,), FieldEdit("access", EditMethod.FILL, "mọi nơi")),
        _LAN,
    ).id
    line = next(apply_change.line_batches(session, change))[0]
    line.before, line.after = line.after, line.before  # as if it had been closed in bulk
    session.flush()
    session.get(Item, item.id).access = Access.PUBLIC
    apply_change.apply(session, change, _LAN, _RULES)
    assert session.get(Item, item.id).access is Access.LIBRARY
    apply_change.undo(session, change, _LAN, _RULES)
    cataloguing.describe(session, session.get(Item, item.id), {"opens": None}, _LAN)


@pytest.mark.parametrize("way", [_open_by_describing, _open_by_cells, _open_in_bulk, _open_by_undo])
def test_opening_waits_for_a_second_person(session, closed, way):
    way(session, closed)
    closed = session.get(Item, closed.id)  # a plan lets go of the items it has read
    assert (closed.access, closed.opens) == (Access.LIBRARY, "2100-01-01")
    changes = openings.waiting_of(session, closed).changes
    assert [(change.field, change.proposed_by) for change in changes] == [
        ("access", _LAN),
        ("opens", _LAN),
    ]
    with pytest.raises(OwnOpeningError):
        _approve(session, closed, _LAN)
    _approve(session, closed)
    assert (closed.access, closed.opens) == (Access.PUBLIC, None)
    assert openings.waiting_of(session, closed) is None


def test_taking_a_condition_away_waits_for_a_second_person(session, closed):
    strict = '{"attended": true}'
    cataloguing.describe(session, closed, {"conditions": strict}, _LAN)
    assert closed.conditions == strict
    cataloguing.describe(session, closed, {"conditions": None}, _LAN)
    assert closed.conditions == strict
    _approve(session, closed)
    assert closed.conditions is None


def test_conditions_that_close_take_effect_though_others_wait(session, closed):
    consents.set_conditions(session, closed, Conditions(attended=True), _LAN)
    consents.set_conditions(session, closed, Conditions(no_machines=True), _LAN)
    assert conditions_of(closed) == Conditions(attended=True, no_machines=True)
    _approve(session, closed)
    assert conditions_of(closed) == Conditions(no_machines=True)


def test_other_fields_of_the_same_form_are_stored_at_once(session, closed):
    fields = {"note": "Hỏi lại gia đình", "access": Access.PUBLIC}
    cataloguing.describe(session, closed, fields, _LAN)
    assert (closed.other_fields["note"], closed.access) == ("Hỏi lại gia đình", Access.LIBRARY)


@pytest.mark.parametrize("fields", [{"access": Access.STAFF}, {"opens": "2200-01-01"}])
def test_closing_is_immediate(session, closed, fields):
    cataloguing.describe(session, closed, fields, _LAN)
    assert openings.waiting_of(session, closed) is None
    assert {name: getattr(closed, name) for name in fields} == fields


def test_closing_takes_effect_though_the_same_form_ends_an_embargo(session, closed):
    cataloguing.describe(session, closed, {"access": Access.STAFF, "opens": None}, _LAN)
    assert (closed.access, closed.opens) == (Access.STAFF, "2100-01-01")


def test_an_older_date_passes_no_moving_wall_alone(session):
    item = make_item(session, collection="mat", date="1999")
    cataloguing.describe(session, item, {"date": "1899"}, _LAN)
    assert item.date == "1999"
    _approve(session, item)
    assert item.date == "1899"


def test_two_dates_that_open_only_together_wait(session):
    item = make_item(session, collection="mat", date="1999", opens="2100-01-01")
    cataloguing.describe(session, item, {"date": "1899", "opens": None}, _LAN)
    assert (item.date, item.opens) == ("1999", "2100-01-01")


def test_approval_names_what_was_seen(session, closed):
    cataloguing.describe(session, closed, {"opens": "2099-01-01"}, _LAN)
    seen = openings.waiting_of(session, closed).version
    cataloguing.describe(session, closed, {"access": Access.PUBLIC}, _LAN)
    with pytest.raises(OpeningChangedError):
        publishing.open_further(session, closed, _HOA, seen)
    assert closed.access is Access.LIBRARY


def test_an_approval_leaves_the_approvers_own_proposals_waiting(session, closed):
    cataloguing.describe(session, closed, {"access": Access.PUBLIC}, _LAN)
    cataloguing.describe(session, closed, {"opens": None}, _HOA)
    _approve(session, closed, _HOA)
    assert (closed.access, closed.opens) == (Access.PUBLIC, "2100-01-01")


def test_an_edit_of_another_person_approves_nothing(session, closed):
    cataloguing.describe(session, closed, {"access": Access.PUBLIC}, _LAN)
    fields = {"description": "Khác", "access": Access.LIBRARY, "opens": "2100-01-01"}
    cataloguing.describe(session, closed, fields, _HOA)
    assert closed.access is Access.LIBRARY
    assert openings.waiting_of(session, closed).changes[0].proposed_by == _LAN


def test_a_refused_proposal_stays_in_the_audit_trail(session, closed):
    cataloguing.describe(session, closed, {"access": Access.PUBLIC}, _LAN)
    version = openings.waiting_of(session, closed).version
    publishing.return_opening(session, closed, _HOA, version, "Chưa được phép")
    assert openings.waiting_of(session, closed) is None
    query = select(AuditEntry).where(AuditEntry.action == "item.refuse_opening")
    entry = session.scalars(query).one()
    assert (entry.detail, entry.after) == ("lan", {"access": "public"})


def test_nobody_opens_an_item_in_review_and_publishes_it_alone(session, closed):
    closed.state, closed.published = ItemState.DRAFT, None
    publishing.submit(session, closed, _HOA)
    cataloguing.describe(session, closed, {"access": Access.PUBLIC}, _LAN)
    with pytest.raises(FourEyesError):
        publishing.approve(session, closed, _LAN)
    publishing.approve(session, closed, _HOA)


def test_an_item_scheduled_by_a_second_person_is_not_opened_meanwhile(session, closed):
    closed.state, closed.published = ItemState.DRAFT, None
    publishing.submit(session, closed, _LAN)
    publishing.schedule(session, closed, "2126-01-01", _HOA)
    cataloguing.describe(session, closed, {"access": Access.PUBLIC}, _LAN)
    assert closed.access is Access.LIBRARY


def test_a_schedule_of_before_the_review_publishes_nothing(session, closed):
    closed.state, closed.published, closed.collection = ItemState.DRAFT, None, "mo"
    publishing.schedule(session, closed, "2126-01-01", _LAN)
    closed.collection = "mat"
    publishing.submit(session, closed, _LAN)
    assert publishing.publish_due(session, "2126-01-01") == []
    assert closed.state is ItemState.REVIEW
    assert "người gửi duyệt" in publishing.review_status(session, closed.id).remark


def test_a_withdrawn_item_is_not_opened_and_put_back_by_an_undo(session, closed):
    plan = item_plans.plan_state(
        session, ChangeKind.WITHDRAW, (closed.id,), _LAN, _RULES, "Đổi quyền"
    )
    change = _apply(session, plan)
    session.get(Publication, closed.id).withdrawn -= timedelta(minutes=1)
    cataloguing.describe(session, session.get(Item, closed.id), {"access": Access.PUBLIC}, _LAN)
    with pytest.raises(CannotBeUndoneError, match="gửi duyệt lại"):
        apply_change.undo(session, change, _LAN, _RULES)
    assert session.get(Item, closed.id).state is ItemState.WITHDRAWN


def test_the_rule_goes_with_an_item_that_is_moved_away(session, closed):
    _apply(session, item_plans.plan_move(session, (closed.id,), "mo", "Mở", _RULES, _LAN))
    closed = session.get(Item, closed.id)
    assert closed.collection == "mo"
    cataloguing.describe(session, closed, {"access": Access.PUBLIC}, _LAN)
    assert closed.access is Access.LIBRARY
    publishing.close(session, closed, _LAN, "Đổi quyền")
    cataloguing.describe(session, closed, {"access": Access.PUBLIC}, _LAN)
    with pytest.raises(FourEyesError):
        publishing.approve(session, closed, _LAN)


def test_an_item_is_not_moved_to_where_it_opens_earlier(session):
    item = make_item(session, collection="mat", date="1999")
    (line,) = item_plans.plan_move(session, (item.id,), "mo", "Mở", _RULES, _LAN).lines
    assert "mở tài liệu sớm hơn" in line.problem


def test_an_item_is_not_moved_to_where_its_closed_text_is_found(session, closed):
    (line,) = item_plans.plan_move(session, (closed.id,), "tim", "Tìm", _RULES, _LAN).lines
    assert "mở tài liệu sớm hơn" in line.problem


def test_who_ended_the_review_of_a_collection_still_needs_another(session):
    item = make_item(session, collection="mo", access=Access.LIBRARY)
    note(session, _LAN, openings.REVIEW_ENDED, "mo")
    session.flush()
    cataloguing.describe(session, item, {"access": Access.PUBLIC}, _LAN)
    assert item.access is Access.LIBRARY
    cataloguing.describe(session, item, {"access": Access.PUBLIC}, _HOA)
    assert item.access is Access.PUBLIC


def test_reading_on_site_opens_a_library_copy(session):
    item = make_item(session, collection="mo", access=Access.COPY)
    note(session, _LAN, openings.REVIEW_ENDED, "mo")
    session.flush()
    cataloguing.describe(session, item, {"access": Access.LIBRARY}, _LAN)
    assert item.access is Access.COPY


def test_a_collection_without_review_opens_at_once(session):
    item = make_item(session, collection="mo", access=Access.LIBRARY)
    cataloguing.describe(session, item, {"access": Access.PUBLIC}, _LAN)
    assert item.access is Access.PUBLIC
