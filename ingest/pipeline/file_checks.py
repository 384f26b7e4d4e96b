"""Fixity checks while the pipeline service runs: a few masters, and the files of a few pages."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from library.accessions.fixity_check import check_masters, masters_due
from library.catalogue.pages import lost_files
from library.database import reading
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.models import Condition

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

    def run(self, count: int) -> None:
        """Check up to `count` masters that are due, and the derivatives of `count` pages."""
        self._check_masters(count)
        self._check_pages(count)

    def _check_masters(self, count: int) -> None:
        with reading(self.engine) as session:
            digests = masters_due(session, self.settings, count)
        for _, condition in check_masters(self.settings, self.engine, digests):
            self.beat()
            if condition is not Condition.SOUND:
                _log.error("Có tệp gốc bị hỏng. Hãy chạy: diachi fixity report")

    def _check_pages(self, count: int) -> None:
        if self.next_page_id is None:
            with reading(self.engine) as session:
                highest = lost_files.highest_page_id(session)
            self.next_page_id = random.randint(0, highest)  # noqa: S311  (no secret)
        store = ContentStore(self.settings.derivatives)
        result = lost_files.check_sample(self.engine, store, self.next_page_id, count)
        self.next_page_id = result.next_page_id
        if result.lost:
            _log.warning(
                "%d tệp của trang bị mất hoặc hỏng; bộ xử lý tự làm lại.", len(result.lost)
            )
