"""The backup repository as a source of fixity rounds: a part is read each week."""

from functools import partial

from sqlalchemy import Engine

from library.accessions.fixity_rounds import Source, check_round, round_of
from library.backup.history import RunResult
from library.backup.repository import Repository, open_repository
from library.database import work
from library.errors import LibraryError
from library.settings import Settings
from library.storage.fixity import note_finding
from library.storage.models import CheckedStore, Condition, Finding, FixityRound

_PART_DAYS = 7
"""A part of the repository is read each week."""

_MAX_PARTS = 255  # the most that restic counts


def check_repository(settings: Settings, engine: Engine, *, read_all: bool) -> RunResult:
    """Verify the repository: its structure, and the parts of its content that are due, or all.

    Raises RepositoryDamagedError or another of its errors.
    """
    repository = open_repository(settings)
    repository.clear_dead_locks()
    days = settings.fixity_days
    parts = 1 if read_all else max(1, min(days // _PART_DAYS, _MAX_PARTS))
    source = Source(
        CheckedStore.REPOSITORY,
        totals=lambda: (parts, repository.stored_bytes()),
        following=_following_parts,
        check=partial(_check_part, repository, engine),
    )
    entry = round_of(engine, source, scheduled=not read_all)
    for _ in check_round(engine, source, entry, paced_days=days, at_least=1):
        pass
    return RunResult(passed=True, message=_sentence(entry))


def _following_parts(entry: FixityRound) -> list[tuple[str, int]]:
    """Return the numbers of the parts that are not verified yet, and the size of each."""
    size = entry.total_bytes // entry.total_files
    return [(str(part), size) for part in range(entry.files + 1, entry.total_files + 1)]


def _check_part(repository: Repository, engine: Engine, part: str, entry: FixityRound) -> Condition:
    try:
        repository.check(int(part), entry.total_files)
    except LibraryError as error:
        with work(engine) as session:
            damage = (CheckedStore.REPOSITORY, Finding.DAMAGED, "", str(error))
            note_finding(session, *damage, entry.id)
        raise
    return Condition.SOUND


def _sentence(entry: FixityRound) -> str:
    if entry.total_files == 1:
        return "Kho sao lưu nguyên vẹn (toàn bộ nội dung)."
    return (
        f"Kho sao lưu nguyên vẹn (cấu trúc, và nội dung đến phần {entry.files} trong "
        f"{entry.total_files} phần của vòng này)."
    )
