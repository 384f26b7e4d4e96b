"""Keeps the phrase book as new as the catalogue, and lets nobody wait for it."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from sqlalchemy import Engine as Database
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from library.catalogue.item_titles import names_version, open_names
from library.database import reading
from library.places.gazetteer import unit_names
from library.usage.past_searches import common, common_version
from search_index.autocomplete import Kind, PhraseBook, Suggestion
from search_index.local_names import local_names

_log = logging.getLogger(__name__)
_A_MINUTE = 60.0
_QUICK = 3.0
"""Seconds; a book that takes longer to make is made less often, as much as it took longer."""

_SEARCHES = 5_000


class SuggestionDesk:
    """One desk serves all threads of a process; it only reads."""

    def __init__(self, database: Database, every: float = _A_MINUTE) -> None:
        self._database, self._every = database, every
        self._clerk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="suggestions")
        self._lock = Lock()
        self._book: PhraseBook | None = None
        self._version: tuple[object, ...] = ()
        self._due = 0.0

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        """Return what may be meant by what was typed so far, the likeliest first."""
        with self._lock:
            if self._book is None:
                self._renew()
            elif time.monotonic() >= self._due:
                self._due = float("inf")  # it is being seen to
                self._clerk.submit(self._renew_if_possible)
            book = self._book
        return book.suggest(typed)

    def catch_up(self) -> None:
        """Wait until the book that is being made is there."""
        self._clerk.submit(int).result()

    def close(self) -> None:
        """Stop making books."""
        self._clerk.shutdown()

    def _renew_if_possible(self) -> None:
        try:
            self._renew()
        except SQLAlchemyError:
            _log.exception("Suggestions stay as they are")
            self._due = time.monotonic() + self._every

    def _renew(self) -> None:
        started = time.monotonic()
        with reading(self._database) as session:
            version = (*names_version(session), *common_version(session))
            if self._book is None or version != self._version:
                self._book, self._version = PhraseBook(_phrases(session)), version
        now = time.monotonic()
        self._due = now + self._every * max(1.0, (now - started) / _QUICK)


def _phrases(session: Session) -> Iterator[Suggestion]:
    """Give everything there is to suggest: by kind, what has most items first, then the shorter."""
    names: dict[Kind, Counter[str]] = {
        kind: Counter() for kind in (Kind.NAME, Kind.NUMBER, Kind.TITLE)
    }
    for item in open_names(session):
        names[Kind.TITLE][item.title] += 1
        names[Kind.NUMBER].update([item.number] if item.number else ())
        names[Kind.NAME].update(
            _people(item.creator),
        )
        names[Kind.NAME].update(_people(item.issuing_body))
    yield from (Suggestion(text, Kind.SEARCH) for text in common(session, _SEARCHES))
    for name in (*unit_names(), *local_names().values()):
        yield Suggestion(name, Kind.PLACE)
    for kind, counted in names.items():
        likeliest = sorted(counted, key=lambda text: (-counted[text], len(text), text))
        yield from (Suggestion(text, kind) for text in likeliest)


def _people(written: str | None) -> list[str]:
    return [name.strip() for name in (written or "").split(";") if name.strip()]
