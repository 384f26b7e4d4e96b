"""The next checks of a round: of masters and of the folder of their copies."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library.accessions import fixity_rounds
from library.database import reading, work
from library.fixity.healing import MasterCopies
from library.fixity.master_checks import check_masters
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of, last_finding, note_finding
from library.storage.models import CheckedStore, Condition, Finding, FixityRound

_FETCHED_MASTERS = 100


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A checked file of a place, and its condition after healing."""

    store: CheckedStore
    digest: str
    condition: Condition


def check_due_files(
    settings: Settings, engine: Engine, seconds: float, sources: Sequence[MasterCopies]
) -> Iterator[CheckedFile]:
    """Check the masters and their copies that are due at the pace of their rounds.

    Reading stops at the first file after this many seconds, for each of the two places.
    """
    yield from _check_due(settings, engine, CheckedStore.MASTERS, seconds, sources)
    if settings.masters_copy:
        yield from _check_due(settings, engine, CheckedStore.COPY, seconds, sources)


def check_all_masters(
    settings: Settings, engine: Engine, sources: Sequence[MasterCopies]
) -> Iterator[CheckedFile]:
    """Check all masters and copies now, as rounds of their own."""
    for store in (CheckedStore.MASTERS, CheckedStore.COPY):
        if store is CheckedStore.MASTERS or settings.masters_copy:
            with work(engine) as session:
                totals = fixity_rounds.master_totals(session)
                entry = fixity_rounds.begin_round(session, store, *totals, scheduled=False)
            yield from _check_following(settings, engine, entry, sources)


def _check_due(
    settings: Settings,
    engine: Engine,
    store: CheckedStore,
    seconds: float,
    sources: Sequence[MasterCopies],
) -> Iterator[CheckedFile]:
    with reading(engine) as session:
        entry = fixity_rounds.open_round(session, store)
    if entry is None:
        with work(engine) as session:
            files, size = fixity_rounds.master_totals(session)
            if not files:
                return
            entry = fixity_rounds.begin_round(session, store, files, size)
    end = time.monotonic() + seconds
    for checked_file in _check_following(settings, engine, entry, sources, settings.fixity_days):
        yield checked_file
        if time.monotonic() >= end:
            return


def _check_following(
    settings: Settings,
    engine: Engine,
    entry: FixityRound,
    sources: Sequence[MasterCopies],
    paced_days: int | None = None,
) -> Iterator[CheckedFile]:
    """Check the files of a round from its position on; at its pace, if it has days for it."""
    while True:
        with reading(engine) as session:
            following = fixity_rounds.following_masters(
                session, entry.store, entry.position, _FETCHED_MASTERS
            )
        for digest, size in following:
            if paced_days and not fixity_rounds.is_behind(entry, paced_days):
                return
            began = time.monotonic()
            condition = _check_file(settings, engine, entry, digest, sources)
            fixity_rounds.advance(engine, entry, digest, size, time.monotonic() - began)
            yield CheckedFile(entry.store, digest, condition)
        if len(following) < _FETCHED_MASTERS:
            fixity_rounds.end_round(engine, entry)
            return


def _check_file(
    settings: Settings,
    engine: Engine,
    entry: FixityRound,
    digest: str,
    sources: Sequence[MasterCopies],
) -> Condition:
    if entry.store is CheckedStore.MASTERS:
        ((_, condition),) = check_masters(settings, engine, (digest,), sources, entry.id)
        return condition
    condition = condition_of(ContentStore(settings.masters_copy), digest)
    with work(engine) as session:
        _note_copy(session, digest, condition, entry.id)
    return condition


def _note_copy(session: Session, digest: str, condition: Condition, round_id: int) -> None:
    """Note a damaged or missing copy each time, and a sound one after damage."""
    finding = Finding(condition.value)
    was_damaged = last_finding(session, CheckedStore.COPY, digest) not in (
        None,
        (Finding.SOUND, ""),
    )
    if finding is not Finding.SOUND or was_damaged:
        note_finding(session, CheckedStore.COPY, finding, digest, round_id=round_id)
