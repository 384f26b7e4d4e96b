"""Tests of the limits within which the processes that open deliveries work."""

import resource
from multiprocessing import get_context

import pytest
from pebble import ProcessPool

from ingest.intake import read_lists
from ingest.pipeline import worker
from tests.makers import make_database, make_settings

_LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)


def _limits(begin, *told):
    with ProcessPool(1, initializer=begin, initargs=told, context=get_context("spawn")) as pool:
        asked = [pool.schedule(resource.getrlimit, args=(limit,)) for limit in _LIMITS]
        return [future.result()[1] for future in asked]


@pytest.mark.slow
def test_a_worker_has_little_memory_and_few_files(tmp_path):
    settings = make_settings(tmp_path)
    make_database(settings).dispose()
    assert _limits(worker.begin, settings) == [worker.MEMORY, worker.OPEN_FILES, 0]


def test_a_reader_of_lists_has_less():
    memory, files, core = _limits(read_lists._keep_small)
    assert (memory < worker.MEMORY, files < worker.OPEN_FILES, core) == (True, True, 0)
