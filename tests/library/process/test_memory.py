"""Memory and garbage of long-running processes."""

import gc

import pytest

from library.process.memory import collect_rarely, memory_bytes


@pytest.mark.slow
def test_loaded_objects_are_left_out_and_collections_are_rare():
    usual, frozen = gc.get_threshold(), gc.get_freeze_count()
    gc.set_threshold(700)
    try:
        collect_rarely()
        assert gc.get_freeze_count() > frozen
        assert gc.get_threshold()[0] > 700
    finally:
        gc.set_threshold(*usual)


def test_the_memory_of_this_process_is_known():
    assert 20 << 20 < memory_bytes() < 8 << 30
