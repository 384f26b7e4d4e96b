"""Runs actions of tests at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Result = TypeVar("_Result")


def at_once(*actions: Callable[[], _Result]) -> list[_Result]:
    """Start the actions together in threads of their own, and return their results in order."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], _Result]) -> _Result:
        barrier.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as executor:
        return list(executor.map(run, actions))
