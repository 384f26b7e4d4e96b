"""A lock of a file: one holder, who may be waited for, with a sign of life meanwhile."""

import pytest

from library.errors import LibraryError
from library.process.locks import FileLock, holding, only_one, trying


@pytest.fixture
def lock(tmp_path):
    """Return a function that makes the lock of one file, as another process would."""
    return lambda **kind: FileLock(tmp_path / "thử.lock", **kind)


def test_only_one_holds_it(lock):
    with trying(lock()) as first, trying(lock()) as second:
        assert (first, second) == (True, False)
    with trying(lock()) as is_held:
        assert is_held


def test_several_share_it_until_somebody_wants_it_alone(lock):
    reader = lock(shared=True)
    reader.take()
    with trying(lock(shared=True)) as second, trying(lock()) as alone:
        assert (second, alone) == (True, False)
    reader.release()


def test_the_second_is_refused(lock):
    with only_one(lock(), LibraryError), pytest.raises(LibraryError):
        only_one(lock(), LibraryError).__enter__()


def test_who_waits_says_so_once_and_gives_signs_of_life(lock):
    first, waits, beats = lock(), [], []
    first.take()

    def beat():
        beats.append(1)
        if len(beats) == 3:
            first.release()

    with holding(lock(), beat, lambda: waits.append(1)):
        assert (len(waits), len(beats)) == (1, 3)
