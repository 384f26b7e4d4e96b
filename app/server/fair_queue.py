"""Queue of requests in which no client address waits for all requests of another one."""

from collections import OrderedDict, deque
from typing import Protocol


class _Request(Protocol):
    """A connection with a request to answer."""

    client: str


class FairQueue:
    """Requests in the order of their arrival, but one of each client address in turn.

    It replaces the deque of waitress's task dispatcher, which holds a lock at every call. Only a
    busy server has a queue, so many readers behind one address are not slowed otherwise.
    """

    def __init__(self) -> None:
        self._requests: OrderedDict[str, deque[_Request]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, request: _Request) -> None:
        """Add a request."""
        self._requests.setdefault(request.client, deque()).append(request)
        self._length += 1

    def popleft(self) -> _Request:
        """Remove and return the next request of the address whose turn it is."""
        client, requests = self._requests.popitem(last=False)
        request = requests.popleft()
        if requests:
            self._requests[client] = requests  # at the end
        self._length -= 1
        return request
