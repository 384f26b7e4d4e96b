"""Allowances of shares for things that staff must look at: so many at once, so many an hour."""

import time
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

_MAX_KEYS = 20_000


class Allowance:
    """Things that each key may still do, in the memory of this process only."""

    def __init__(self, at_once: int, an_hour: int) -> None:
        self._at_once, self._an_hour = at_once, an_hour
        self._spent: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable, now: float | None = None) -> bool:
        """Return True, and count it, if the key may do one more."""
        now = time.monotonic() if now is None else now
        with self._lock:
            count, moment = self._spent.pop(key, (0.0, now))
            count = max(0.0, count - (now - moment) * self._an_hour / 3600)
            may = count + 1 <= self._at_once
            self._spent[key] = (count + 1 if may else count), now
            if len(self._spent) > _MAX_KEYS:
                self._spent.popitem(last=False)
        return may
