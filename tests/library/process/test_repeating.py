"""Work in the background goes on after a failure, and ends with its block."""

from threading import Event
from threading import enumerate as threads

from library.process.repeating import repeating


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


def test_an_action_can_say_when_it_is_called_again():
    pauses, ended = [0.001, 0.001, 60.0], Event()
    with repeating("thử", None, lambda: pauses.pop(0), at_end=ended.set):
        while pauses:
            pass
    assert ended.is_set()
