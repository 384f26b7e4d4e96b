"""Work that packages beside the library ask of the pipeline service."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from sqlalchemy import Engine

from library import extensions
from library.settings import Settings

_MINUTE_SECONDS = 60.0
_STEPS_PER_TURN = 5
"""Steps of longer work that are done at each turn of a service's loop."""


@dataclass(frozen=True, slots=True)
class Duties:
    """Work of one package (entry points of `diachi.duties`)."""

    every_minute: Callable[[Settings, Engine], object]
    """Short work, done while pages wait too."""
    in_steps: Callable[[Settings, Engine], Iterator[object]]
    """Longer work; a few steps are done between two pages."""
    when_idle: Callable[[Settings, Engine], object]
    """Work that can wait until the queue is empty. May raise MailFailedError."""


def all_duties() -> tuple[Duties, ...]:
    """Return the duties of all packages."""
    return extensions.load_all("diachi.duties")


@dataclass(slots=True)
class DutyTurns:
    """The duties of all packages inside the loop of a service: short work, and a few steps."""

    settings: Settings
    engine: Engine
    duties: tuple[Duties, ...] = field(default_factory=all_duties)
    steps: Iterator[object] = field(default_factory=lambda: iter(()))
    steps_done_at: float = 0.0
    minute_done_at: float = 0.0

    def every_minute(self, more: Callable[[], object] = lambda: None) -> None:
        """Do the short work of all packages, and `more`, once a minute."""
        if self.minute_done_at and time.monotonic() - self.minute_done_at < _MINUTE_SECONDS:
            return
        for duties in self.duties:
            duties.every_minute(self.settings, self.engine)
        more()
        self.minute_done_at = time.monotonic()

    def take_steps(self) -> None:
        """Do a few steps of the longer work, such as days to be counted, begun once a minute."""
        if tuple(islice(self.steps, _STEPS_PER_TURN)):
            self.steps_done_at = time.monotonic()
        elif time.monotonic() - self.steps_done_at >= _MINUTE_SECONDS:
            self.steps = chain.from_iterable(
                duty.in_steps(self.settings, self.engine) for duty in self.duties
            )
            self.steps_done_at = time.monotonic()
