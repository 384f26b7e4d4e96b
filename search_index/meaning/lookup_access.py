"""Access of a process to the passages near a question; without the extra it loads nothing."""

import logging
from collections.abc import Callable, Collection
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from library.errors import LibraryError
from library.settings import Settings
from search_index.meaning.gate import Language
from search_index.meaning.place import is_installed, vectors_path

if TYPE_CHECKING:
    from search_index.meaning.passage_lookup import PassageLookup
    from search_index.meaning.store import NearPassage

OpenLookup = Callable[[Settings], "PassageLookup"]
"""Function that opens a model with the vectors of an installation."""

_log = logging.getLogger(__name__)


class PassageAccess:
    """Lookup that is opened at the first question, and again when its file was replaced."""

    def __init__(self, settings: Settings, open_lookup: OpenLookup | None = None) -> None:
        """Use the installed model, or another way to open one."""
        self._settings, self._open_lookup = settings, open_lookup
        self._lock = Lock()
        self._lookup: PassageLookup | None = None
        self._file: tuple[int, int] | None = None
        self._failed_file: tuple[int, int] | None = None

    def is_ready(self) -> bool:
        """Return True if questions can be asked by meaning."""
        return self._current() is not None

    def nearest(
        self,
        question: str,
        language: Language,
        count: int,
        items: Collection[str] | None = None,
    ) -> "list[NearPassage]":
        """Return the passages nearest to a question; none if the model or its vectors fail.

        A failure is logged, and is not tried again with the same file.
        """
        lookup = self._current()
        if lookup is None:
            return []
        try:
            return lookup.nearest(question, language, count, items)
        except LibraryError as error:
            self._give_up(lookup, error)
            return []

    def close(self) -> None:
        """Close the vectors."""
        with self._lock:
            self._replace(None)
            self._file = None

    def _current(self) -> "PassageLookup | None":
        with self._lock:
            file = _identity_of(vectors_path(self._settings))
            if file is None or file == self._failed_file or not self._has_model():
                self._replace(None)
            elif file != self._file or self._lookup is None:
                self._replace(self._open())
                self._failed_file = file if self._lookup is None else None
            self._file = file
            return self._lookup

    def _has_model(self) -> bool:
        return self._open_lookup is not None or is_installed()

    def _open(self) -> "PassageLookup | None":
        open_lookup = self._open_lookup or _open_installed
        try:
            return open_lookup(self._settings)
        except LibraryError as error:
            _log.warning("questions are not asked by meaning: %s", error)
            return None

    def _give_up(self, lookup: "PassageLookup", error: LibraryError) -> None:
        """Close a lookup that failed, unless it was closed because its file was replaced."""
        with self._lock:
            if lookup is not self._lookup:
                return
            _log.warning("questions are no longer asked by meaning: %s", error, exc_info=error)
            self._failed_file = self._file
            self._replace(None)

    def _replace(self, lookup: "PassageLookup | None") -> None:
        if self._lookup is not None:
            self._lookup.close()
        self._lookup = lookup


def _open_installed(settings: Settings) -> "PassageLookup":
    return import_module("search_index.meaning.opening").open_lookup(settings)


def _identity_of(path: Path) -> tuple[int, int] | None:
    """Return device and inode of a file, which change when it is replaced; None without it."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
