"""Answers of the IIIF Image API, kept in memory: viewers ask for the same first images."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class ImageCache:
    """The answers used last, as many as fit."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes, self._bytes = max_bytes, 0
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the answer of a key, and make it if there is none."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        content = make()
        with self._lock:
            if key not in self._answers:
                self._answers[key] = content
                self._bytes += len(content)
            while self._bytes > self._max_bytes:
                self._bytes -= len(self._answers.popitem(last=False)[1])
        return content
