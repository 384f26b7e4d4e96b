"""Makes the index again beside the live one, resumes after a kill, and swaps in one step."""

import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Engine as Database

from library.catalogue.queries import counts, published_ids
from library.database import reading
from library.settings import Settings
from search_index import generations
from search_index.engine import Writer, engine_named
from search_index.projection import documents_of

Progress = Callable[[int, int], None]
"""Is told how many pages are done, of how many."""

_PAGES_A_COMMIT = 60_000
"""Small enough to lose little to a kill, large enough for few segments."""
_STATE = "building.json"
_CHANGES = "building.changes"


@dataclass(frozen=True, slots=True)
class _Build:
    """How far a new index is: all items up to `after` are in it, `pages` pages."""

    volume: generations.Volume
    after: str = ""
    pages: int = 0


def rebuild(settings: Settings, database: Database, progress: Progress) -> None:
    """Make a new index of everything, then let it answer instead of the old one."""
    with generations.only_one(settings, "rebuild"):
        _rebuild(settings, database, progress)


def rebuild_if_needed(settings: Settings, database: Database, progress: Progress) -> None:
    """Make the index when there is none that this code can read, or the one there is is spoilt."""
    if has_sound_index(settings):
        return
    with generations.only_one(settings, "rebuild"):
        if not has_sound_index(settings):
            _rebuild(settings, database, progress)


def has_sound_index(settings: Settings) -> bool:
    """Say whether there is an index that this code can read, as far as is known."""
    volume = generations.live(settings)
    return volume is not None and not volume.is_spoilt(settings)


def remember_change(settings: Settings, item_ids: Iterable[str]) -> None:
    """Note what changes in the live index while a new one is being made, for it to follow."""
    place = settings.index / _CHANGES
    if not place.exists():
        return
    with place.open("a") as changes:
        changes.writelines(f"{item_id}\n" for item_id in item_ids)
        changes.flush()
        os.fsync(changes.fileno())


def _rebuild(settings: Settings, database: Database, progress: Progress) -> None:
    with generations.only_one(settings, "write"):  # nobody is between a change and its note
        build, resumed = _begin(settings)
    writer = build.volume.open_writer(settings)
    try:
        _fill(settings, database, writer, build, resumed, progress)
        with generations.only_one(settings, "write"):
            _follow_changes(settings, database, writer)
            generations.make_live(settings, build.volume)
            (settings.index / _CHANGES).unlink()
            (settings.index / _STATE).unlink()
    finally:
        writer.close()
    _tidy(settings, build.volume)
    generations.clear_old(settings, build.volume)


def _tidy(settings: Settings, volume: generations.Volume) -> None:
    """Let the engine remove what it merged while the index was made."""
    with generations.only_one(settings, "write"):
        writer = volume.open_writer(settings)
        writer.save()
        writer.close()


def _begin(settings: Settings) -> tuple[_Build, bool]:
    left = _left_behind(settings)
    if left is not None:
        return left, True
    build = _Build(generations.new_volume(settings))
    folder = build.volume.path(settings)
    shutil.rmtree(folder, ignore_errors=True)
    engine_named(build.volume.engine).create(folder)
    (settings.index / _CHANGES).write_text("")
    _save(settings, build)
    return build, False


def _left_behind(settings: Settings) -> _Build | None:
    """Return what a rebuild that was killed had done, when it can be gone on with."""
    try:
        told = json.loads((settings.index / _STATE).read_text())
        build = _Build(**{**told, "volume": generations.Volume(**told["volume"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
    whole = build.volume.path(settings).is_dir() and (settings.index / _CHANGES).exists()
    return build if whole and generations.is_current(build.volume, settings) else None


def _save(settings: Settings, build: _Build) -> None:
    generations.write_whole(settings.index / _STATE, json.dumps(asdict(build)))


def _fill(
    settings: Settings,
    database: Database,
    writer: Writer,
    build: _Build,
    resumed: bool,
    progress: Progress,
) -> None:
    with reading(database) as session:
        total = sum(pages for _, pages in counts(session).values())
    fresh = 0
    while ids := _next_ids(database, build.after):
        for item_id in ids:
            if resumed:
                writer.remove_item(item_id)  # the kill may have come between commit and note
            fresh += put_item(database, writer, item_id)
            build = replace(build, after=item_id)
            if fresh >= _PAGES_A_COMMIT:
                writer.save()
                build, fresh = replace(build, pages=build.pages + fresh), 0
                _save(settings, build)
        progress(build.pages + fresh, total)
    writer.save()
    _save(settings, replace(build, pages=build.pages + fresh))


def _next_ids(database: Database, after: str) -> list[str]:
    with reading(database) as session:
        return published_ids(session, after=after, count=200)


def _follow_changes(settings: Settings, database: Database, writer: Writer) -> None:
    changed = dict.fromkeys((settings.index / _CHANGES).read_text().split())
    for item_id in changed:
        writer.remove_item(item_id)
        put_item(database, writer, item_id)
    writer.save()


def put_item(database: Database, writer: Writer, item_id: str) -> int:
    """Add every page of an item that is not in the index; return how many."""
    with reading(database) as session:
        documents = documents_of(session, item_id)
    writer.put(documents)
    return len(documents)
