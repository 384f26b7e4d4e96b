"""The first page comes first, then the looks at all pages, then the rest."""

from ingest.agenda import SURVEYED_AT_ONCE, Act, Agenda, makings, one_by_one, surveys
from ingest.record import PagePlace, PageRecord


def _pages(first, last):
    return tuple(PageRecord(n, PagePlace("f", None, n), ()) for n in range(first, last + 1))


def _in_order(agenda):
    while agenda:
        task = agenda.take()
        yield task.accession_id, task.act.name, task.number


def test_all_pages_are_looked_at_before_any_but_the_first_is_made():
    agenda = Agenda()
    for task in [*makings(1, _pages(1, 3)), *surveys(1, _pages(1, 2 * SURVEYED_AT_ONCE))]:
        agenda.add(task)
    assert list(_in_order(agenda)) == [
        (1, "SURVEY", 1),
        (1, "MAKE", 1),
        (1, "SURVEY", SURVEYED_AT_ONCE + 1),
        (1, "MAKE", 2),
        (1, "MAKE", 3),
    ]


def test_pages_that_wait_are_counted():
    agenda = Agenda()
    for task in surveys(1, _pages(1, SURVEYED_AT_ONCE + 3)):
        agenda.add(task)
    assert agenda.pages == SURVEYED_AT_ONCE + 3


def test_a_look_that_failed_is_tried_page_by_page():
    (look,) = surveys(1, _pages(4, 6))
    single = list(one_by_one(look))
    assert [task.number for task in single] == [4, 5, 6]
    assert {task.act for task in single} == {Act.SURVEY}
