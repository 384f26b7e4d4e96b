"""Work that packages beside the library ask of the pipeline service."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from library import extensions
from library.settings import Settings


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
