"""Notes on lost derivatives that the site meets, so that the pipeline makes them again."""

import logging
import time

from app.background_writer import BackgroundWriter
from library.catalogue.pages.lost_files import note_lost
from library.storage.models import Condition

_REPEAT_SECONDS = 60.0
"""Readers of one page may ask for the same lost file many times a minute."""

_log = logging.getLogger(__name__)


class LossReporter:
    """Writes a note for each lost file in the background, at most once a minute."""

    def __init__(self, writer: BackgroundWriter) -> None:
        self._writer = writer
        self._reported_at: dict[str, float] = {}

    def __call__(self, digest: str, condition: Condition) -> None:
        """Note a file that is missing or damaged."""
        now = time.monotonic()
        reported_at = self._reported_at.get(digest)
        if reported_at is not None and now - reported_at < _REPEAT_SECONDS:
            return
        self._forget_before(now - _REPEAT_SECONDS)
        self._reported_at[digest] = now
        _log.warning("derivative %s is %s; it will be made again", digest, condition)
        self._writer.write(lambda session: note_lost(session, {digest: condition}))

    def _forget_before(self, moment: float) -> None:
        for digest, reported_at in list(self._reported_at.items()):
            if reported_at < moment:
                self._reported_at.pop(digest, None)
