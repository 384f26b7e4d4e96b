"""Search engine in processes of its own, which may die."""

import multiprocessing
import os
import signal

import pytest
from sqlalchemy import Engine

from library.database import reading, work
from library.errors import IndexDamagedError
from library.places import edition
from library.places.edition import current_history
from search_index.documents import Order, SearchRequest
from search_index.engine import Reader
from search_index.index import generations, sync
from search_index.search_service import EngineProcesses, SearchService
from tests.makers import make_item
from tests.search_index.makers import damage_file

pytestmark = pytest.mark.slow


@pytest.fixture
def processes(settings, engine):
    """Return the processes of a library with one item."""
    with work(engine) as session:
        make_item(session, "Sách", texts=["Trận lụt lớn."], kind="Sách")
    sync.drain(settings, engine)
    started = EngineProcesses(settings)
    yield started
    started.close()


def count_pages(reader: Reader, _database: Engine) -> int:
    """Return the number of indexed pages."""
    return sum(map(len, reader.pages().values()))


def remembers_units(_reader: Reader, database: Engine) -> bool:
    """Return True if the units of the library are read from the database once."""
    with reading(database) as session:
        return current_history(session) is current_history(session)


def die(_reader: Reader, _database: Engine) -> None:
    """Die as a process does that reads a file which was cut short."""
    os.kill(os.getpid(), signal.SIGBUS)


def test_a_process_reads_the_units_once(engine, processes):
    edition.load_once(engine)
    assert processes.ask(remembers_units)


def test_a_process_that_dies_ends_only_its_own_question(processes, settings):
    with pytest.raises(IndexDamagedError):
        processes.ask(die)
    assert generations.readable_generation(settings) is not None
    assert processes.ask(count_pages) == 1


def test_a_death_over_damaged_files_sets_the_index_aside(processes, settings):
    assert processes.ask(count_pages) == 1
    damage_file(next(settings.index.glob("*/*.pos")))
    with pytest.raises(IndexDamagedError):
        processes.ask(die)
    assert generations.readable_generation(settings) is None


def test_after_closing_no_process_is_started_again(processes):
    processes.close()
    with pytest.raises(IndexDamagedError):
        processes.ask(count_pages)
    assert multiprocessing.active_children() == []


def test_answers_are_the_same_as_in_one_process(settings, engine, processes):
    service = SearchService(settings, engine)
    requests = (
        SearchRequest("trận lụt", facets=True),
        SearchRequest("lụt", order=Order.TITLE),
        SearchRequest("lụt~2 voi"),
    )
    expected = [service.search(request) for request in requests]
    service.isolate()
    assert [service.search(request) for request in requests] == expected
    service.close()
