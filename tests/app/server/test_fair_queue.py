"""The queue of requests takes turns among client addresses."""

from dataclasses import dataclass

import pytest

from app.server.fair_queue import FairQueue


@dataclass
class Request:
    """A request of a client."""

    client: str
    number: int


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
    assert " ".join(f"{request.client}{request.number}" for request in requests) == answered
    assert not queue
