"""Staff switch a table learned from corrections on and off."""

import pytest

from library import clock
from library.corrections.learned_tables import number_in_use
from library.corrections.models import LearnedTable
from library.database import reading, work

_ADDRESS = "/can-bo/bang-hoc"


@pytest.fixture
def tables(engine):
    """Enter two tables; return their numbers."""
    with work(engine) as session:
        rows = [_table(right) for right in (44, 61)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def _table(right):
    measure = {"right": right, "wrong": 1, "errors_before": 90, "errors_after": 47}
    return LearnedTable(learned=clock.now(), lines=216, locked_lines=60, content="{}", **measure)


def _in_use(engine):
    with reading(engine) as session:
        return number_in_use(session)


def _switch(office, number, shown):
    return office.send(_ADDRESS, _ADDRESS, {"bang": number, "dang": shown})


def test_the_page_shows_what_each_table_would_change(office, tables):
    words = office.visit(_ADDRESS).words
    assert "44 : 1" in words
    assert "90 → 47" in words


def test_a_library_without_corrections_has_no_table(office):
    assert "Chưa có bảng nào" in office.visit(_ADDRESS).words


def test_a_table_is_switched_on_and_off_again(engine, office, tables):
    _switch(office, tables[0], 0)
    assert _in_use(engine) == tables[0]
    assert "Tắt" in office.visit(_ADDRESS).words
    _switch(office, 0, tables[0])
    assert _in_use(engine) is None


def test_the_second_of_two_people_switches_nothing(engine, office, tables):
    _switch(office, tables[0], 0)
    _switch(office, tables[1], 0)
    assert _in_use(engine) == tables[0]


def test_a_table_that_does_not_exist_is_refused(engine, office, tables):
    _switch(office, tables[0], 0)
    office.send(_ADDRESS, _ADDRESS, {"bang": 99, "dang": tables[0]}, status=404)
    assert _in_use(engine) == tables[0]
