"""Tests of the task order: the first page, then the surveys of all pages, then other pages."""

from ingest.pipeline.tasks import (
    PAGES_PER_SURVEY,
    Agenda,
    InProgress,
    TaskKind,
    page_tasks,
    single_page_surveys,
    survey_tasks,
)
from ingest.record import PagePlace, PageRecord
from library.triage.instructions import DeliveryInstructions


def _pages(first, last):
    return tuple(PageRecord(n, PagePlace("f", None, n), ()) for n in range(first, last + 1))


def _in_order(agenda):
    while agenda:
        task = agenda.take()
        yield task.accession_id, task.kind.name, task.number


def test_all_pages_are_surveyed_before_any_but_the_first_is_made():
    agenda = Agenda()
    for task in [*survey_tasks(1, _pages(1, 2 * PAGES_PER_SURVEY)), *page_tasks(1, _pages(1, 3))]:
        agenda.add(task)
    assert list(_in_order(agenda)) == [
        (1, "SURVEY", 1),
        (1, "MAKE", 1),
        (1, "SURVEY", 2),
        (1, "SURVEY", PAGES_PER_SURVEY + 2),
        (1, "MAKE", 2),
        (1, "MAKE", 3),
    ]


def test_the_first_page_is_made_early_also_when_it_is_not_page_one():
    agenda = Agenda()
    for task in [*survey_tasks(1, _pages(3, 5)), *page_tasks(1, _pages(3, 3))]:
        agenda.add(task)
    assert list(_in_order(agenda)) == [(1, "SURVEY", 3), (1, "MAKE", 3), (1, "SURVEY", 4)]


def test_no_task_starts_before_the_first_page_is_surveyed():
    delivery = InProgress(0, DeliveryInstructions({}, frozenset(), {}))
    for task in survey_tasks(1, _pages(1, 3)):
        delivery.agenda.add(task)
    first, delivery.running = delivery.agenda.take(), 1
    assert not delivery.ready
    delivery.finish_task(first)
    assert delivery.ready


def test_waiting_pages_are_counted():
    agenda = Agenda()
    for task in survey_tasks(1, _pages(1, PAGES_PER_SURVEY + 3)):
        agenda.add(task)
    assert agenda.pages == PAGES_PER_SURVEY + 3


def test_a_failed_survey_is_retried_page_by_page():
    _, look = survey_tasks(1, _pages(4, 7))
    single = list(single_page_surveys(look))
    assert [task.number for task in single] == [5, 6, 7]
    assert {task.kind for task in single} == {TaskKind.SURVEY}
