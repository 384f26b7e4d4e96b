"""The first page comes first, then the looks at all pages, then the rest."""

from ingest.pipeline.tasks import (
    SURVEYED_AT_ONCE,
    Agenda,
    InHand,
    TaskKind,
    makings,
    one_by_one,
    surveys,
)
from ingest.record import PagePlace, PageRecord
from library.triage.instructions import Orders


def _pages(first, last):
    return tuple(PageRecord(n, PagePlace("f", None, n), ()) for n in range(first, last + 1))


def _in_order(agenda):
    while agenda:
        task = agenda.take()
        yield task.accession_id, task.act.name, task.number


def test_all_pages_are_looked_at_before_any_but_the_first_is_made():
    agenda = Agenda()
    for task in [*surveys(1, _pages(1, 2 * SURVEYED_AT_ONCE)), *makings(1, _pages(1, 3))]:
        agenda.add(task)
    assert list(_in_order(agenda)) == [
        (1, "SURVEY", 1),
        (1, "MAKE", 1),
        (1, "SURVEY", 2),
        (1, "SURVEY", SURVEYED_AT_ONCE + 2),
        (1, "MAKE", 2),
        (1, "MAKE", 3),
    ]


def test_the_first_page_is_made_early_also_when_it_is_not_page_one():
    agenda = Agenda()
    for task in [*surveys(1, _pages(3, 5)), *makings(1, _pages(3, 3))]:
        agenda.add(task)
    assert list(_in_order(agenda)) == [(1, "SURVEY", 3), (1, "MAKE", 3), (1, "SURVEY", 4)]


def test_nothing_is_begun_before_the_first_page_was_looked_at():
    delivery = InHand(0, Orders({}, frozenset(), {}))
    for task in surveys(1, _pages(1, 3)):
        delivery.agenda.add(task)
    first, delivery.going = delivery.agenda.take(), 1
    assert not delivery.ready
    delivery.came_back(first)
    assert delivery.ready


def test_pages_that_wait_are_counted():
    agenda = Agenda()
    for task in surveys(1, _pages(1, SURVEYED_AT_ONCE + 3)):
        agenda.add(task)
    assert agenda.pages == SURVEYED_AT_ONCE + 3


def test_a_look_that_failed_is_tried_page_by_page():
    _, look = surveys(1, _pages(4, 7))
    single = list(one_by_one(look))
    assert [task.number for task in single] == [5, 6, 7]
    assert {task.act for task in single} == {TaskKind.SURVEY}
