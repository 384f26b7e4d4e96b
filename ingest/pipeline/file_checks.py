"""Fixity checks while the pipeline service runs: masters at their pace, files of a few pages."""

import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Thread

from sqlalchemy import Engine

from library.catalogue.pages import lost_files
from library.database import reading
from library.errors import LibraryError
from library.fixity.healing import copy_folder, copy_repository
from library.fixity.master_checks import check_due_files, check_masters, damaged_masters
from library.settings import Settings
from library.storage.models import CheckedStore, Condition
from library.storage.stores import derivative_store

_RECHECKED_MASTERS = 20
"""Damaged masters that are checked again in one portion."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class FileChecks:
    """Checks in small portions; after the last page the next portion starts with the first."""

    settings: Settings
    engine: Engine
    beat: Callable[[], None] = lambda: None
    """Called after each master, since twenty large ones take minutes."""
    next_page_id: int | None = None
    """Page at which the next portion starts; None before the first, which starts anywhere."""
    healer: Thread | None = None
    """Thread that fetches masters from the backup repository, which may be slow."""
    damaged: set[str] = field(default_factory=set)
    """Damaged masters for the healer, which the folder of copies did not heal."""

    def run(self, count: int) -> None:
        """Check masters for up to `count` seconds, and the derivatives of `count` pages."""
        self._check_masters(count)
        self._heal_from_repository()
        self._check_pages(count)

    def _check_masters(self, seconds: float) -> None:
        with reading(self.engine) as session:
            again = damaged_masters(session, _RECHECKED_MASTERS)
        folder = copy_folder(self.settings)
        checks: list[tuple[str, Condition]] = []
        for digest, condition in check_masters(self.settings, self.engine, again, folder):
            self.beat()
            checks.append((digest, condition))
        for file in check_due_files(self.settings, self.engine, seconds, folder):
            self.beat()
            if file.store is CheckedStore.MASTERS:
                checks.append((file.digest, file.condition))
        digests = {digest for digest, condition in checks if condition is not Condition.SOUND}
        if digests:
            _log.error("Có tệp gốc bị hỏng. Hãy chạy: diachi fixity report")
            self.damaged |= digests

    def _heal_from_repository(self) -> None:
        """Let a thread heal the damaged masters, unless the last one still works."""
        is_busy = self.healer is not None and self.healer.is_alive()
        if self.damaged and self.settings.backup_to and not is_busy:
            self.healer = Thread(target=self._heal, args=(frozenset(self.damaged),), daemon=True)
            self.healer.start()
        if not is_busy:
            self.damaged.clear()

    def _heal(self, digests: Iterable[str]) -> None:
        try:
            sources = (*copy_folder(self.settings), *copy_repository(self.settings))
            for _ in check_masters(self.settings, self.engine, sorted(digests), sources):
                pass
        except LibraryError as error:
            _log.error("%s", error)
        except Exception:  # outermost handler of this thread
            _log.exception("damaged masters could not be fetched from the backup")

    def _check_pages(self, count: int) -> None:
        if self.next_page_id is None:
            with reading(self.engine) as session:
                highest = lost_files.highest_page_id(session)
            self.next_page_id = random.randint(0, highest)  # noqa: S311  (no secret)
        store = derivative_store(self.settings)
        result = lost_files.check_sample(self.engine, store, self.next_page_id, count)
        self.next_page_id = result.next_page_id
        if result.lost:
            _log.warning(
                "%d tệp của trang bị mất hoặc hỏng; bộ xử lý tự làm lại.", len(result.lost)
            )
