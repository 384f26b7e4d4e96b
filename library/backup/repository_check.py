"""Checks of the backup repository: a part each week, so that all is read within the stated days."""

import time

from sqlalchemy import Engine

from library.accessions import fixity_rounds
from library.backup.history import RunResult
from library.backup.repository import Repository, open_repository
from library.database import work
from library.errors import LibraryError
from library.settings import Settings
from library.storage.fixity import note_finding
from library.storage.models import CheckedStore, Finding, FixityRound

_PART_DAYS = 7
"""A part of the repository is read each week."""

_MAX_PARTS = 255  # the most that restic counts


def check_repository(settings: Settings, engine: Engine, *, read_all: bool) -> RunResult:
    """Verify the repository: its structure, and the parts of its content that are due, or all.

    Raises RepositoryDamagedError or another of its errors.
    """
    repository = open_repository(settings)
    repository.clear_dead_locks()
    entry = _round(settings, engine, repository, read_all=read_all)
    due = max(fixity_rounds.planned_parts(entry, settings.fixity_days), entry.files + 1)
    for part in range(entry.files + 1, min(due, entry.total_files) + 1):
        began = time.monotonic()
        try:
            repository.check(part, entry.total_files)
        except LibraryError as error:
            with work(engine) as session:
                note_finding(
                    session, CheckedStore.REPOSITORY, Finding.DAMAGED, "", str(error), entry.id
                )
            raise
        size = entry.total_bytes // entry.total_files
        fixity_rounds.advance(engine, entry, "", size, time.monotonic() - began)
    if entry.files >= entry.total_files:
        fixity_rounds.end_round(engine, entry)
    return RunResult(passed=True, message=_sentence(entry))


def _round(
    settings: Settings, engine: Engine, repository: Repository, *, read_all: bool
) -> FixityRound:
    """Return the open round, or the beginning of a new one."""
    with work(engine) as session:
        entry = None if read_all else fixity_rounds.open_round(session, CheckedStore.REPOSITORY)
    if entry is not None:
        return entry
    size = repository.stored_bytes()
    parts = 1 if read_all else max(1, min(settings.fixity_days // _PART_DAYS, _MAX_PARTS))
    with work(engine) as session:
        return fixity_rounds.begin_round(
            session, CheckedStore.REPOSITORY, parts, size, scheduled=not read_all
        )


def _sentence(entry: FixityRound) -> str:
    if entry.total_files == 1:
        return "Kho sao lưu nguyên vẹn (toàn bộ nội dung)."
    return (
        f"Kho sao lưu nguyên vẹn (cấu trúc, và nội dung đến phần {entry.files} trong "
        f"{entry.total_files} phần của vòng này)."
    )
