"""Moves an installation: files, then rows, checked against each other, then the settings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from library import clock
from library.database import advance_sequences
from library.move_markers import (
    Marker,
    lock_file,
    place_of,
    read_marker,
    remove_marker,
    write_marker,
)
from library.process.locks import FileLock, only_one
from library.settings import Settings
from library.upgrades.database_users import require_alone
from points.usage.events import partitions
from scale.moving import copy_files, copy_rows
from scale.moving.problems import (
    CopyDiffersError,
    MoveBusyError,
    TargetNotEmptyError,
    TargetOfOthersError,
)

_SHOWN_DIFFERENCES = 3
_EVENT_DAYS = timedelta(days=800)
"""Events of these days get their partitions at once; older ones do not exist."""

Report = Callable[[str], None]


@contextmanager
def only_move(settings: Settings) -> Iterator[None]:
    """Hold the lock of moves; the system releases it when the process dies."""
    with only_one(FileLock(lock_file(settings)), MoveBusyError):
        yield


def move_files(old: Settings, new: Settings, report: Report) -> None:
    """Copy the files that the new stores lack; the site may run meanwhile."""
    copy_files.prepare_stores(new)
    for pair in copy_files.store_pairs(old, new):
        file_count, damaged_digests = copy_files.copy_store(
            pair, lambda count, name=pair.name: report(f"      {name}: {count} tệp…")
        )
        report(f"      {pair.name}: chép {file_count} tệp, đã so tổng kiểm.")
        if damaged_digests:
            examples = ", ".join(digest[:12] for digest in damaged_digests[:_SHOWN_DIFFERENCES])
            raise CopyDiffersError(f"{len(damaged_digests)} {pair.name} hỏng ở chỗ cũ ({examples})")


def move_rows(
    old: Settings, new: Settings, engines: tuple[Engine, Engine], to_file: Path, report: Report
) -> None:
    """Copy all rows to the new database and compare them; nobody may use either meanwhile."""
    source, target = engines
    require_alone(source)
    marker = _started(old, new, target, to_file)
    write_marker(old, marker)
    require_alone(source)
    if not marker.tables:
        copy_rows.empty(target)
        marker = replace(marker, references=copy_rows.take_off_references(target))
        write_marker(old, marker)
    names = copy_rows.tables()
    for number, table in enumerate(names, start=1):
        if table.name not in marker.tables:
            count = copy_rows.copy_table(source, target, table)
            marker = replace(marker, tables=(*marker.tables, table.name))
            write_marker(old, marker)
            if count:
                report(f"      {number}/{len(names)} {table.name}: {count} dòng")
    copy_rows.put_back_references(target, marker.references)
    with target.begin() as connection:
        advance_sequences(connection, names)
    today = clock.today()
    partitions.keep(target, today, today - _EVENT_DAYS)
    report("      So từng dòng ở hai bên…")
    differing = list(copy_rows.differences(source, target))
    if differing:
        write_marker(old, replace(marker, tables=()))  # the next run copies everything again
        raise CopyDiffersError("; ".join(differing[:_SHOWN_DIFFERENCES]))


def finish(old: Settings, new: Settings) -> None:
    """Close the old place for good, and open the new one."""
    marker = read_marker(old)
    write_marker(old, replace(marker, is_finished=True, tables=(), references=()))
    remove_marker(new)


def is_finished(old: Settings, new: Settings) -> bool:
    """Return True if everything was copied there, and only index and settings may be missing."""
    marker = read_marker(old)
    return marker is not None and marker.is_finished and marker.to_place == place_of(new)


def cancel(settings: Settings) -> bool:
    """Open an installation whose move was not finished; return False if there is none."""
    marker = read_marker(settings)
    if marker is None or marker.is_finished:
        return False
    write_marker(settings, replace(marker, is_cancelled=True, tables=()))
    return True


def _started(old: Settings, new: Settings, target: Engine, to_file: Path) -> Marker:
    """Return the marker of a move that was interrupted, or of a new one to an unused place."""
    to_place, marker = place_of(new), read_marker(old)
    if marker is not None and marker.to_place == to_place and not marker.is_finished:
        return replace(marker, is_cancelled=False)
    previous = read_marker(new)
    came_from_there = previous is not None and previous.to_place == place_of(old)
    rows = copy_rows.row_count(target)
    if rows and not came_from_there:
        raise TargetNotEmptyError(rows)
    foreign = copy_rows.foreign_tables(target)
    if foreign and not came_from_there:
        raise TargetOfOthersError(", ".join(foreign[:_SHOWN_DIFFERENCES]))
    return Marker(str(to_file.resolve()), to_place)
