"""The edition of the places data that ships as files, merged into what librarians have edited."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from library import clock
from library.database import reading, work
from library.places import place_records as records
from library.places.models import ChangeState, Fields, PlaceChange, RecordKind
from library.places.place_history import PlaceHistory
from library.places.place_records import OPTION, HistoryCache, Key
from library.three_way import merge_fields

EDITION = "2026-11-29"
"""Day of the files in `data/`; a change of the files takes another one."""

_DATA = Path(__file__).parent / "data"
_FILES = {
    RecordKind.ERA: "eras.tsv",
    RecordKind.EVENT: "events.tsv",
    RecordKind.VARIANT: "variants.tsv",
}


def current_history(session: Session) -> PlaceHistory:
    """Return the units as the database has them; of the shipped edition before it is loaded."""
    cache_of_engine = session.get_bind().get_execution_options().get(OPTION) or HistoryCache()
    return cache_of_engine.current(session) or shipped_history()


@cache
def shipped_history() -> PlaceHistory:
    """Return the units of the shipped edition, for whoever has no database."""
    return records.history_of(shipped_records())


@cache
def shipped_records() -> dict[Key, Fields]:
    """Return the rows of the shipped edition."""
    return {
        (kind, records.id_of(kind, row)): {name: row[name] for name in records.columns(kind)}
        for kind, file in _FILES.items()
        for row in read_rows(file)
    }


@cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """Return the sources by their marks: title, place, licence."""
    return {row["mark"]: row for row in read_rows("sources.tsv")}


def read_rows(file: str) -> list[dict[str, str]]:
    """Return the rows of a data file."""
    with (_DATA / file).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def load_once(database: Engine) -> None:
    """Load or merge the shipped edition, unless the database has it already."""
    with reading(database) as session:
        if _is_loaded(session):
            return
    with work(database) as session:
        if not _is_loaded(session):  # another process was faster
            load(session, shipped_records(), EDITION)


def load(session: Session, shipped: Mapping[Key, Fields], edition: str) -> None:
    """Merge an edition: edits stay; rows that both changed wait for a decision in the office."""
    bases = {
        (row.kind, row.record): row.shipped
        for row in session.scalars(
            select(PlaceChange).where(PlaceChange.edition != "").order_by(PlaceChange.id)
        )
    }
    stored = records.stored_records(session)
    for key in dict.fromkeys((*shipped, *bases)):
        base, mine, theirs = bases.get(key), stored.get(key), shipped.get(key)
        if base != theirs:
            _merge(session, key, (base, mine, theirs), edition)
    session.flush()


def _merge(
    session: Session,
    key: Key,
    versions: tuple[Fields | None, Fields | None, Fields | None],
    edition: str,
) -> None:
    _, mine, theirs = versions
    merged, clashes = merge_row(*versions)
    change = PlaceChange(kind=key[0], record=key[1], before=mine, edition=edition, shipped=theirs)
    change.proposed, change.proposed_by = clock.now(), f"ấn bản {edition}"
    if clashes:
        change.after, change.state = _with_clashes(merged, theirs, clashes), ChangeState.WAITING
        change.reason = f"ấn bản mới khác bản đã sửa ở: {', '.join(clashes)}"
    else:
        change.after, change.state = merged, ChangeState.ACCEPTED
        change.reason = "theo ấn bản"
        change.decided, change.decided_by = change.proposed, change.proposed_by
        records.store(session, key, merged)
    session.add(change)


def _with_clashes(
    merged: Fields | None, theirs: Fields | None, clashes: tuple[str, ...]
) -> Fields | None:
    """Return the row that is proposed: the edits that do not clash, and the edition's fields."""
    if merged is None or theirs is None:
        return theirs
    return {**merged, **{name: theirs[name] for name in clashes}}


def _is_loaded(session: Session) -> bool:
    newest = session.scalar(select(func.max(PlaceChange.edition)))
    return newest is not None and newest >= EDITION  # older code does not go back


def merge_row(
    base: Fields | None, mine: Fields | None, theirs: Fields | None
) -> tuple[Fields | None, tuple[str, ...]]:
    """Return the row with both changes, and the fields that both changed each in another way.

    A row that one side deleted and the other changed clashes as a whole.
    """
    if base == mine or mine == theirs:
        return theirs, ()
    if base == theirs:
        return mine, ()
    if mine is None or theirs is None:
        return mine, ("toàn dòng",)
    merge = merge_fields(base or {}, mine, theirs)
    return merge.values, tuple(clash.name for clash in merge.clashes)
