"""Tests of the resource limits of worker processes."""

import resource
from multiprocessing import get_context

import pytest
from pebble import ProcessPool

from ingest.intake import read_lists
from ingest.pipeline import worker
from library.process import child
from tests.makers import make_database, make_settings

_LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)


def _limits(initializer, *args):
    with ProcessPool(
        1, initializer=initializer, initargs=args, context=get_context("spawn")
    ) as pool:
        futures = [pool.schedule(resource.getrlimit, args=(limit,)) for limit in _LIMITS]
        return [future.result()[1] for future in futures]


@pytest.mark.slow
def test_a_worker_has_little_memory_and_few_files(tmp_path):
    settings = make_settings(tmp_path)
    make_database(settings).dispose()
    assert _limits(worker.start_worker, settings) == [
        worker.LIMITS["as"],
        worker.LIMITS["nofile"],
        0,
    ]


def test_the_list_reader_has_lower_limits():
    memory, files, core = _limits(child.begin, read_lists.LIMITS)
    assert (memory, files, core) == (1 << 30, 128, 0)
