"""Suggestion service: keeps the suggestion index up to date in the background."""

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
from library.places.districts import unit_names
from points.past_searches import common, common_version
from search_index.query.local_names import local_names
from search_index.spelling.autocomplete import Kind, Suggestion, SuggestionIndex

_log = logging.getLogger(__name__)
_RENEWAL_SECONDS = 60.0
_QUICK_RENEWAL_SECONDS = 3.0
"""Renewals that take longer than this many seconds are made proportionally less often."""

_MAX_PAST_SEARCHES = 5_000


class SuggestionService:
    """Read-only suggestion service for all threads of a process."""

    def __init__(self, database: Database, every: float = _RENEWAL_SECONDS) -> None:
        self._database, self._every = database, every
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="suggestions")
        self._lock = Lock()
        self._index: SuggestionIndex | None = None
        self._version: tuple[object, ...] = ()
        self._due = 0.0

    def suggest(self, query: str) -> tuple[Suggestion, ...]:
        """Return suggestions for a query typed so far, the likeliest first."""
        with self._lock:
            if self._index is None:
                self._renew()
            elif time.monotonic() >= self._due:
                self._due = float("inf")  # a renewal is pending
                self._executor.submit(self._renew_if_possible)
            book = self._index
        return book.suggest(query)

    def catch_up(self) -> None:
        """Wait until a pending renewal is finished."""
        self._executor.submit(int).result()

    def close(self) -> None:
        """Stop the renewals."""
        self._executor.shutdown()

    def _renew_if_possible(self) -> None:
        try:
            self._renew()
        except SQLAlchemyError:
            _log.exception("Suggestions stay as they are")
            self._due = time.monotonic() + self._every

    def _renew(self) -> None:
        start = time.monotonic()
        with reading(self._database) as session:
            version = (*names_version(session), *common_version(session))
            if self._index is None or version != self._version:
                self._index, self._version = SuggestionIndex(_phrases(session)), version
        now = time.monotonic()
        self._due = now + self._every * max(1.0, (now - start) / _QUICK_RENEWAL_SECONDS)


def _phrases(session: Session) -> Iterator[Suggestion]:
    """Yield all suggestions by kind: names of most items first, then the shorter ones."""
    names: dict[Kind, Counter[str]] = {
        kind: Counter() for kind in (Kind.NAME, Kind.NUMBER, Kind.TITLE)
    }
    for item in open_names(session):
        names[Kind.TITLE][item.title] += 1
        names[Kind.NUMBER].update([item.number] if item.number else ())
        names[Kind.NAME].update(
            _split_names(item.creator),
        )
        names[Kind.NAME].update(_split_names(item.issuing_body))
    yield from (Suggestion(text, Kind.SEARCH) for text in common(session, _MAX_PAST_SEARCHES))
    for name in (*unit_names(), *local_names().values()):
        yield Suggestion(name, Kind.PLACE)
    for kind, counts in names.items():
        likeliest = sorted(counts, key=lambda text: (-counts[text], len(text), text))
        yield from (Suggestion(text, kind) for text in likeliest)


def _split_names(names_text: str | None) -> list[str]:
    return [name.strip() for name in (names_text or "").split(";") if name.strip()]
