"""The queue of requests takes turns among client addresses."""

from dataclasses import dataclass

import pytest

from app.server import fair_queue
from app.server.fair_queue import PROBES, FairQueue


@dataclass
class Request:
    """A request of a client."""

    share: str
    number: int

    @property
    def is_of_machine(self):
        """True for the shares of programs, which have capital letters here."""
        return self.share.isupper()


@pytest.mark.parametrize(
    ("arrived", "answered"),
    [
        pytest.param("a1 a2 a3 a4 b1", "a1 b1 a2 a3 a4", id="one reader beside a greedy client"),
        pytest.param("a1 a2 a3", "a1 a2 a3", id="one client alone"),
        pytest.param("a1 b1 c1", "a1 b1 c1", id="in the order of arrival"),
        pytest.param("a1 a2 b1 b2 b3", "a1 b1 a2 b2 b3", id="two clients in turn"),
    ],
)
def test_clients_take_turns(arrived, answered):
    queue = FairQueue()
    for name in arrived.split():
        queue.append(Request(name[0], int(name[1])))
    requests = [queue.popleft() for _ in range(len(queue))]
    assert " ".join(f"{request.share}{request.number}" for request in requests) == answered
    assert not queue


class Clock:
    """A clock that the test moves."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    """Return a clock at zero."""
    return Clock()


def _begin(queue, *names):
    """Add requests of these shares, and return those that may begin at once."""
    for name in names:
        queue.append(Request(name, 0))
    return _begin_more(queue)


def _begin_more(queue):
    requests = []
    while queue:
        requests.append(queue.popleft())
    return requests


def _use(queue, name, seconds):
    """Let a share use CPU time."""
    queue.append(Request(name, 0))
    queue.finish(queue.popleft(), seconds)


def _shares(requests):
    return "".join(request.share for request in requests)


def test_a_heavy_share_runs_one_request_while_others_are_about(clock):
    queue = FairQueue(clock)
    _use(queue, "a", 5)
    _use(queue, "b", 0.1)
    requests = _begin(queue, *"aaaaab")
    assert _shares(requests) == "ba"
    assert len(queue) == 4
    queue.finish(requests[1], 1)
    assert _shares(_begin_more(queue)) == "a"


def test_a_heavy_share_alone_runs_all_its_requests(clock):
    queue = FairQueue(clock)
    _use(queue, "b", 0.1)
    _use(queue, "a", 5)
    clock.now = 6
    assert _shares(_begin(queue, *"aaaa")) == "aaaa"


def test_of_many_heavy_shares_those_run_that_used_less(clock):
    queue = FairQueue(clock)
    for name, seconds in (("a", 9), ("b", 5), ("c", 7)):
        _use(queue, name, seconds)
    assert _shares(_begin(queue, *"aabbcc")) == "bbc"


def test_many_requests_at_once_make_a_new_share_heavy(clock):
    queue = FairQueue(clock)
    _use(queue, "b", 0.1)
    assert _shares(_begin(queue, *"aaaaaaaaaaaaaaaa")) == "aaaaaaaa"


def test_what_was_used_long_ago_is_forgotten(clock):
    queue = FairQueue(clock)
    _use(queue, "a", 5)
    clock.now = 30
    _use(queue, "b", 0.1)
    assert _shares(_begin(queue, *"aaa")) == "aaa"


def test_a_request_that_waits_for_something_else_leaves_its_place(clock):
    queue = FairQueue(clock)
    _use(queue, "b", 0.1)
    _use(queue, "a", 50)
    assert _shares(_begin(queue, *"aab")) == "ba"
    clock.now = 3
    assert _shares(_begin(queue, "b")) == "ba"


def test_a_connection_may_begin_its_next_request_before_the_last_one_is_charged(clock):
    queue = FairQueue(clock)
    connection = Request("a", 0)
    for _ in range(2):
        queue.append(connection)
        assert queue.popleft() is connection
    for _ in range(2):
        queue.finish(connection, 0.1)
    assert not queue


def test_shares_that_used_nothing_are_forgotten(clock, monkeypatch):
    monkeypatch.setattr(fair_queue, "_MAX_SHARES", 3)
    queue = FairQueue(clock)
    for name in "abcdefgh":
        _use(queue, name, 0.01)
    assert len(queue._shares) <= 4


def test_programs_take_turns_while_people_are_about(clock):
    queue = FairQueue(clock)
    first = _begin(queue, *"aABC")
    assert _shares(first) == "aA"
    queue.finish(first[1], 0.3)
    assert _shares(_begin_more(queue)) == "B"


def test_a_program_that_waits_for_its_client_holds_up_no_other(clock):
    queue = FairQueue(clock)
    _begin(queue, *"aA")
    clock.now = 3
    assert _shares(_begin(queue, *"BC")) == "B"


def test_programs_alone_are_not_held_back(clock):
    queue = FairQueue(clock)
    assert _shares(_begin(queue, *"ABC")) == "ABC"


def test_health_checks_hold_up_nobody(clock):
    queue = FairQueue(clock)
    assert _shares(_begin(queue, PROBES, *"ABC")) == f"{PROBES}ABC"
    queue = FairQueue(clock)
    _use(queue, "a", 3)
    assert _shares(_begin(queue, PROBES, *"aa")) == f"{PROBES}aa"


def test_a_person_does_not_wait_for_programs(clock):
    queue = FairQueue(clock)
    _begin(queue, *"aAB")
    assert _shares(_begin(queue, "b")) == "b"


def test_programs_leave_threads_for_the_first_person(clock):
    queue = FairQueue(clock)
    assert _shares(_begin(queue, *"ABCDEFGH")) == "ABCDEF"
    assert not queue.lets_programs_rest()


def test_a_program_rests_only_where_it_keeps_one_thread(clock):
    queue = FairQueue(clock)
    programs = _begin(queue, *"ABC")
    _begin(queue, "a")
    assert not queue.lets_programs_rest()
    for request in programs[1:]:
        queue.finish(request, 0.1)
    assert queue.lets_programs_rest()
