"""Tests of the shipped edition: loaded once, merged into edits, never over them."""

import pytest
from sqlalchemy import delete

from library.database import reading, work
from library.places import edition
from library.places import place_changes as changes
from library.places import place_records as records
from library.places.edition import EDITION, current_history, load, load_once, shipped_records
from library.places.models import ChangeState, PlaceChange, RecordKind
from library.places.place_records import OPTION, HistoryCache

KEY = (RecordKind.ERA, "x-hong-phong--van-lang.0")
NEXT = "2027-01-01"


@pytest.fixture
def loaded(engine):
    """A database with the shipped edition."""
    engine.update_execution_options(**{OPTION: HistoryCache()})
    load_once(engine)
    return engine


def _edit(engine, **fields):
    with work(engine) as session:
        row = {**records.stored_fields(session, KEY), **fields}
        number = changes.propose(session, KEY, row, by="Lan", reason="theo sổ của xã").id
        changes.accept(session, number, by="Minh")


def _load(engine, **fields):
    shipped = {**shipped_records(), KEY: {**shipped_records()[KEY], **fields}}
    with work(engine) as session:
        load(session, shipped, NEXT)


def _row(engine):
    with reading(engine) as session:
        return records.stored_fields(session, KEY)


def test_the_database_has_every_row_after_the_first_load(loaded):
    load_once(loaded)
    with reading(loaded) as session:
        assert records.stored_records(session) == shipped_records()
        assert len(changes.changes_of(session, [KEY[1]], 9)) == 1


def test_a_database_without_places_answers_from_the_files(engine):
    with work(engine) as session:
        session.execute(delete(PlaceChange))
        assert current_history(session) is edition.shipped_history()


def test_a_new_edition_changes_what_nobody_edited(loaded):
    _load(loaded, note="từ 1949")
    assert _row(loaded)["note"] == "từ 1949"


def test_a_new_edition_keeps_edits_of_other_fields(loaded):
    _edit(loaded, since="1955", since_certainty="B")
    _load(loaded, note="từ 1949")
    assert (_row(loaded)["since"], _row(loaded)["note"]) == ("1955", "từ 1949")


def test_a_clash_with_an_edit_waits_and_the_edit_stays(loaded):
    _edit(loaded, since="1955", name="Hồng Phong Thượng")
    _load(loaded, since="1954")
    assert _row(loaded)["since"] == "1955"
    with work(loaded) as session:
        (clash,) = changes.waiting_changes(session, 9)
        assert "since" in clash.reason
        changes.accept(session, clash.id, by="Minh")
    assert (_row(loaded)["since"], _row(loaded)["name"]) == ("1954", "Hồng Phong Thượng")


def test_a_refused_clash_does_not_come_back(loaded):
    _edit(loaded, since="1955")
    _load(loaded, since="1954")
    with work(loaded) as session:
        (clash,) = changes.waiting_changes(session, 9)
        changes.refuse(session, clash.id, by="Minh")
        load(session, {**shipped_records(), KEY: clash.shipped}, "2027-06-01")
        assert changes.waiting_changes(session, 9) == ()
    assert _row(loaded)["since"] == "1955"


def test_a_row_that_an_edition_drops_goes_unless_it_was_edited(loaded):
    other = (RecordKind.ERA, "x-hong-phong--cao-loc.1")
    _edit(loaded, since="1955")
    without = {key: row for key, row in shipped_records().items() if key not in (KEY, other)}
    with work(loaded) as session:
        load(session, without, NEXT)
        assert records.stored_fields(session, other) is None
        assert records.stored_fields(session, KEY)["since"] == "1955"
        assert [change.state for change in changes.waiting_changes(session, 9)] == [
            ChangeState.WAITING
        ]


def test_an_older_program_does_not_bring_an_older_edition_back(loaded):
    _load(loaded, note="từ 1949")
    load_once(loaded)
    assert NEXT > EDITION
    assert _row(loaded)["note"] == "từ 1949"


def test_an_edit_is_seen_at_once(loaded):
    with reading(loaded) as session:
        earlier = current_history(session)
        assert current_history(session) is earlier
    _edit(loaded, name="Hồng Phong Thượng")
    with reading(loaded) as session:
        (unit,) = current_history(session).find("xã Hồng Phong Thượng")
    assert unit.id == "x-hong-phong--van-lang"
    assert earlier.find("xã Hồng Phong Thượng") == ()
