"""Undo of changes of which the rows are kept: of names, copies, stories, batches, recordings."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from library import clock
from library.catalogue import cataloguing
from library.catalogue.authorities import linking, merging
from library.catalogue.authorities.models import Authority
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Item, Page, PageKind, PageText
from library.changes import held_changes, waiting_sets
from library.changes.models import ChangeSet
from library.database import Base, reading, work
from library.page_arrangement import actions
from library.planning import work_batches
from library.planning.models import BatchKind
from library.planning.work_batches import BatchDetails
from library.recordings.cues import Cue
from library.recordings.models import Transcript
from library.recordings.transcribing import save_transcript
from library.staff.models import AuditEntry
from library.staff.permissions import Permission
from library.stories import edit_stories
from library.stories.edit_stories import PartDetails, StoryDetails
from library.stories.models import StoryKind
from tests.makers import BY, make_accession, make_item
from tests.presses import act, press
from tests.recordings import add_words, make_recording

_TABLES = ("authority", "item_authority", "holding", "bin_entry", "story", "story_part")
_BOTH = (Copy(call_number="ĐC 1"), Copy(call_number="ĐC 2"))


def _enter(engine, creator="Vi Hồng", collection="mo"):
    with work(engine) as session:
        item = make_item(session, "Then", collection=collection, creator=creator)
        cataloguing.publish(session, item, BY)
        holdings.add_copies(session, {item.id: _BOTH}, BY)
        return item.id, linking.links_of(session, item.id)[0][1].id


def _state(engine):
    """Return all rows that these tests change, with the names in descriptions."""
    tables = [Base.metadata.tables[name] for name in _TABLES]
    with reading(engine) as session:
        rows = [session.execute(select(table).order_by(*table.primary_key)) for table in tables]
        creators = session.execute(select(Item.id, Item.creator).order_by(Item.id))
        return [result.all() for result in (*rows, creators)]


def _undo(browser, engine, history, action=""):
    """Undo the last entry, or the last one of an action, from a history."""
    entries = select(AuditEntry.id).order_by(AuditEntry.id.desc())
    with reading(engine) as session:
        entry = session.scalars(entries.filter_by(action=action) if action else entries).first()
    return browser.send(history, f"/can-bo/lich-su/{entry}", {}).words


def _press_undo(browser, entry):
    """Press a button that the page does not offer; return the status of the answer."""
    form = browser.visit("/can-bo/tai-khoan").all("input", name="csrf_token")
    data = {"csrf_token": form[0].get("value")}
    with browser.client.post(f"/can-bo/lich-su/{entry}", data=data) as response:
        return response.status_code


def _copies(engine, item, copies, by="lan"):
    with press(engine, by) as session:
        holdings.replace_copies(session, session.get(Item, item), copies, by)


@pytest.fixture
def merged(engine):
    """Merge two names, and return the state old_state, the loser and the item that named it."""
    _, winner = _enter(engine)
    item, loser = _enter(engine, "Vi Hong")
    old_state = _state(engine)
    with press(engine) as session:
        merging.merge(session, loser, winner, "lan")
    return old_state, loser, item


def test_a_merge_is_undone_exactly_and_done_again(office, engine, merged):
    old_state, loser, _ = merged
    after, history = _state(engine), f"/can-bo/lich-su/ten/{loser}"
    assert "Đã hoàn tác: gộp tên." in _undo(office, engine, history)
    assert _state(engine) == old_state
    assert "hoàn tác: gộp tên" in office.visit(history).words
    with reading(engine) as session:
        merge = session.scalar(select(AuditEntry.id).filter_by(action="authority.merge"))
    assert _press_undo(office, merge) == 409
    _undo(office, engine, history)
    assert _state(engine) == after


def test_dates_that_a_merge_gave_go_back_though_the_name_was_looked_at_since(office, engine):
    (_, winner), (_, loser) = _enter(engine), _enter(engine, "Vi Hong")
    with work(engine) as session:
        session.get(Authority, loser).begins = "1911"
    with press(engine) as session:
        merging.merge(session, loser, winner, "lan")
    with work(engine) as session:
        session.get(Authority, winner).changed = clock.now()
    _undo(office, engine, f"/can-bo/lich-su/ten/{loser}", "authority.merge")
    with reading(engine) as session:
        assert session.get(Authority, winner).begins is None


def test_a_merge_that_somebody_split_since_stays_split(office, engine, merged):
    _, loser, item = merged
    with press(engine, "minh") as session:
        merging.undo_merge(session, loser, "minh")
    split = _state(engine)
    words = _undo(office, engine, f"/can-bo/lich-su/ten/{loser}", "authority.merge")
    assert "Để nguyên Tên người, cơ quan, đề mục: minh đã sửa lúc" in words
    assert _state(engine) == split
    with reading(engine) as session:
        assert linking.links_of(session, item)[0][1].id == loser


@pytest.mark.parametrize("copies", [(*_BOTH, Copy(shelf="3")), (replace(_BOTH[0], shelf="3"),), ()])
def test_copies_added_changed_or_deleted_come_back(office, engine, copies):
    item, _ = _enter(engine)
    old_state = _state(engine)
    _copies(engine, item, copies)
    after, history = _state(engine), f"/can-bo/tai-lieu/{item}/lich-su"
    _undo(office, engine, history)
    assert _state(engine) == old_state
    _undo(office, engine, history)
    assert _state(engine) == after


def test_copies_that_somebody_changed_since_stay_and_are_listed(office, engine):
    item, _ = _enter(engine)
    _copies(engine, item, (replace(_BOTH[0], shelf="3"), _BOTH[1]))
    _copies(engine, item, (replace(_BOTH[0], shelf="4"), _BOTH[1]), "minh")
    with reading(engine) as session:
        first = session.scalars(select(AuditEntry.id).filter_by(who="lan")).first()
    history = f"/can-bo/tai-lieu/{item}/lich-su"
    words = office.send(history, f"/can-bo/lich-su/{first}", {}).words
    assert "Để nguyên Bản giấy: minh đã sửa lúc" in words
    with reading(engine) as session:
        assert holdings.of_item(session, item)[0].shelf == "4"


def test_a_story_is_undone_with_its_parts(office, engine):
    parts = PartDetails("một", _enter(engine)[0], ""), PartDetails("hai", "", "")
    details = StoryDetails(StoryKind.STORY, "Chuyện", "", "", "", "", parts)
    with press(engine) as session:
        number = edit_stories.enter(session, details, "lan").id
    old_state = _state(engine)
    with press(engine) as session:
        story, changed = edit_stories.find(session, number), replace(details, parts=parts[1:])
        edit_stories.edit(session, story, changed, "lan")
    _undo(office, engine, f"/can-bo/lich-su/bai/{number}")
    assert _state(engine) == old_state


def test_a_deleted_story_comes_back_for_those_who_may_empty_the_bin(office, staff, engine):
    details = StoryDetails(StoryKind.STORY, "Chuyện", "", "", "", "", ())
    with press(engine) as session:
        story = edit_stories.enter(session, details, "lan")
    with press(engine) as session:
        edit_stories.delete_story(session, story, "lan", may_publish=False)
        entry = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id.desc())).first()
    for role, status in (("cataloguer", 404), ("reviewer", 303)):
        assert _press_undo(staff(role), entry) == status


def test_what_others_have_used_since_is_not_taken_back(office, engine):
    with press(engine) as session:
        number = work_batches.make(session, BatchDetails("Lô 1", BatchKind.BOX), "lan").id
    with work(engine) as session:
        accession = make_accession(session)
        work_batches.add(session, number, accession.number, "minh")
    assert "Để nguyên Lô tài liệu" in _undo(office, engine, "/can-bo/lich-su/lo/1", "batch.make")
    with reading(engine) as session:
        assert work_batches.batch_of(session, accession.id).id == number


def test_an_undo_needs_the_right_of_the_change(staff, engine):
    with press(engine, permission=Permission.PLANNING) as session:
        number = work_batches.make(session, BatchDetails("Lô 1", BatchKind.BOX), "lan").id
    with press(engine, permission=Permission.PLANNING) as session:
        work_batches.set_closed(session, number, "lan", closed=True)
        entry = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id.desc())).first()
    history, reviewer = f"/can-bo/lich-su/lo/{number}", staff("reviewer")
    cataloguer = staff("cataloguer")
    assert f"/can-bo/lich-su/{entry}" not in cataloguer.visit(history).html
    assert _press_undo(cataloguer, entry) == 404
    _undo(reviewer, engine, history, "batch.close")
    with reading(engine) as session:
        assert work_batches.find(session, number).closed is None
        entry = session.scalars(select(AuditEntry.id).filter_by(action="batch.close.undo")).one()
    assert _press_undo(cataloguer, entry) == 404
    assert _press_undo(reviewer, entry) == 303


def test_the_words_of_a_recording_follow_its_transcript(office, engine, settings):
    cues = (Cue(0, 3000, "then"),)
    with work(engine) as session:
        item = make_item(session, collection="mo")
        make_recording(session, settings, item)
        add_words(session, item, cues)
    with press(engine) as session:
        row = session.scalars(select(Transcript)).one()
        shown = Transcript(item_id=item.id, file=row.file, kind=row.kind, language=row.language)
        shown.version, shown.cues = row.version, row.cues
        save_transcript(session, shown, (cues[0]._replace(text="then cổ"),), "lan")
    for text in ("then", "then cổ"):
        _undo(office, engine, f"/can-bo/tai-lieu/{item.id}/lich-su")
        with reading(engine) as session:
            assert text in session.scalars(select(PageText.text)).all()


def test_the_undo_of_what_was_approved_waits_as_well(staff, engine):
    item, _ = _enter(engine, collection="mat")
    old_state = _state(engine)
    with pytest.raises(held_changes.ChangeHeldError) as held:
        _copies(engine, item, (replace(_BOTH[0], shelf="3"), _BOTH[1]), "cataloguer")
    with work(engine) as session:
        held_changes.keep(session, held.value)
    _approve(engine)
    assert _state(engine) != old_state
    history = f"/can-bo/tai-lieu/{item}/lich-su"
    words = _undo(staff("cataloguer"), engine, history, "item.holdings")
    assert "chờ một người khác duyệt" in words
    _approve(engine)
    assert _state(engine) == old_state


def test_the_kind_of_a_page_is_undone_and_done_again_from_the_history(office, engine):
    with work(engine) as session:
        item = make_item(session, collection="mo")
        act(session, item, actions.mark, [item.pages[0].id], PageKind.PLATE)
    history = f"/can-bo/tai-lieu/{item.id}/lich-su"
    assert "tờ ảnh, bản đồ" in office.visit(history).words
    for kind in (None, PageKind.PLATE, None):
        _undo(office, engine, history)
        with reading(engine) as session:
            assert session.scalar(select(Page.kind)) is kind


def test_a_hiding_whose_undo_was_approved_is_not_undone_again(staff, engine):
    with work(engine) as session:
        item = make_item(session, texts=("một", "hai"), collection="mat")
        cataloguing.publish(session, item, BY)
        act(session, item, actions.drop, [item.pages[1].id])
    table, lan = f"/can-bo/tai-lieu/{item.id}/trang", staff("cataloguer")
    lan.send(table, table, {"viec": "hoan-tac"})
    assert "đã ẩn" in lan.visit(table).words
    _approve(engine)
    assert "đã ẩn" not in (page := lan.visit(table)).words
    assert "Hoàn tác" not in page.words


def _approve(engine):
    with work(engine) as session:
        (waiting,) = waiting_sets.waiting(session, 9)
        held_changes.approve(session, waiting.id, "reviewer")


def test_rows_are_kept_for_ninety_days(office, engine):
    item, _ = _enter(engine)
    _copies(engine, item, _BOTH[:1])
    with work(engine) as session:
        session.scalars(select(ChangeSet)).one().at = clock.now() - timedelta(days=91)
    _copies(engine, item, _BOTH)
    with reading(engine) as session:
        assert len(session.scalars(select(ChangeSet)).all()) == 1


def test_a_change_that_fails_keeps_no_rows(engine):
    item, _ = _enter(engine)
    with pytest.raises(ZeroDivisionError), press(engine) as session:
        holdings.replace_copies(session, session.get(Item, item), (), "lan")
        session.flush()
        _ = 1 // 0
    with reading(engine) as session:
        assert session.scalar(select(ChangeSet.id)) is None
        assert len(holdings.of_item(session, item)) == 2
