"""Deadline of a whole exchange with another server, however many steps it has."""

import time


class Deadline:
    """A moment of the monotonic clock, after which every step fails."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Return the seconds left; raise TimeoutError if there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("deadline exceeded")
        return seconds
