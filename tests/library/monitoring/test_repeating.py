"""Work in the background goes on after a failure, and ends with its block."""

from threading import Event
from threading import enumerate as threads

from library.monitoring.repeating import repeating


def test_an_action_that_fails_is_tried_again():
    calls, third = [], Event()

    def fail():
        calls.append(1)
        if len(calls) == 3:
            third.set()
        raise ZeroDivisionError

    with repeating("thử", 0.001, fail):
        assert third.wait(10)
    assert "thử" not in [thread.name for thread in threads()]


def test_the_first_call_can_wait():
    calls = []
    with repeating("thử", 0.001, lambda: calls.append(1), first_after=60):
        pass
    assert calls == []
