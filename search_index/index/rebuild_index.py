"""Rebuild of the index next to the live one: resumable, swapped in atomically."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from library.catalogue.queries import counts, published_ids, records
from library.database import reading, work
from library.errors import IndexDamagedError, IndexNotWrittenError
from library.places.in_texts import doubts
from library.process.atomic_files import write_atomically
from library.process.locks import REBUILD, SessionLock, holding
from library.settings import Settings
from search_index.clauses import Everything
from search_index.engine import Writer
from search_index.index import generations
from search_index.index.change_versions import next_version
from search_index.index.place_spread import accepted_changes, set_spread
from search_index.index.projection import OpenNames, PlaceNames, documents_of
from search_index.index.text_rights import TextRights, current_rights

Progress = Callable[[int, int], None]
"""Callback that receives the number of indexed pages and the total."""

Beat = Callable[[], None] | None
"""Callback of a process under a watchdog, called while it waits for a lock and between items."""

_PAGES_PER_COMMIT = 60_000
"""Small enough to lose little when killed, large enough for few segments."""

_STATE_FILE = "building.json"
_CHANGES_FILE = "building.changes"


@dataclass(frozen=True, slots=True)
class _Build:
    """Progress of a rebuild: items up to `after` are indexed, in total `pages` pages."""

    volume: generations.Generation
    after: str = ""
    pages: int = 0
    changes: list[int] = field(default_factory=list)
    """Changes of units accepted before it began, which all its pages follow."""


def rebuild(settings: Settings, database: Database, progress: Progress) -> None:
    """Build a new index of all items, then make it the live one.

    Raises IndexNotWrittenError if the disk is full or failing; the next call resumes the rebuild.
    """
    with _exclusive(settings, database):
        _rebuild(settings, database, progress)


def rebuild_if_needed(
    settings: Settings, database: Database, progress: Progress, beat: Beat = None
) -> None:
    """Rebuild the index if it is missing, outdated or damaged.

    `beat` is called while it waits for other processes and between the steps.
    """
    if has_usable_index(settings):
        return
    with _exclusive(settings, database, beat):
        if not has_usable_index(settings):
            _rebuild(settings, database, progress, beat)


@contextmanager
def _exclusive(settings: Settings, database: Database, beat: Beat = None) -> Iterator[None]:
    """Wait until no other process of this machine rebuilds, nor another one a shared index."""
    with _disk_errors(), holding(generations.lock(settings, "rebuild"), beat):
        if not generations.is_shared(settings) or database.dialect.name == "sqlite":
            yield
            return
        with holding(SessionLock(database, REBUILD), beat):
            yield


def has_usable_index(settings: Settings) -> bool:
    """Return True if there is a current index whose files are sound.

    Raises NewerIndexError if machines of a newer version already have the shared index.
    """
    generations.check_not_newer(settings)
    generation = generations.live_generation(settings)
    return generation is not None and _is_sound(settings, generation)


def _is_sound(settings: Settings, generation: generations.Generation) -> bool:
    if generation.is_damaged(settings):
        return False
    try:
        generation.check(settings)
    except IndexDamagedError:
        return False
    return True


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexNotWrittenError(error.strerror or error) from error


def record_change(settings: Settings, item_ids: Iterable[str]) -> None:
    """Record items changed in the live index during a rebuild, to be applied to the new index."""
    path = settings.index / _CHANGES_FILE
    if not path.exists():
        return
    with path.open("a") as changes:
        changes.writelines(f"{item_id}\n" for item_id in item_ids)
        changes.flush()
        os.fsync(changes.fileno())


def _rebuild(settings: Settings, database: Database, progress: Progress, beat: Beat = None) -> None:
    # under the lock no process is between a change and its record
    with holding(generations.lock(settings, "write"), beat), reading(database) as session:
        build, is_resumed = _begin(settings, accepted_changes(session))
    with build.volume.set_aside_if_damaged(settings):
        _complete(settings, database, build, is_resumed, progress, beat)
    remove_merged_files(settings, build.volume, beat)
    generations.clear_old(settings, build.volume)


def _complete(
    settings: Settings,
    database: Database,
    build: _Build,
    resumed: bool,
    progress: Progress,
    beat: Beat,
) -> None:
    writer = build.volume.open_writer(settings)
    try:
        refused_ids = _fill(settings, database, writer, build, resumed, progress)
        with holding(generations.lock(settings, "write"), beat):
            changes = dict.fromkeys((settings.index / _CHANGES_FILE).read_text().split())
            withdrawn_ids = _withdrawn_meanwhile(settings, database, build.volume)
            _index_again(settings, database, writer, {*changes, *refused_ids, *withdrawn_ids}, beat)
            generations.make_live(settings, build.volume)
            with work(database) as session:
                set_spread(session, build.changes)
            (settings.index / _CHANGES_FILE).unlink()
            (settings.index / _STATE_FILE).unlink()
    finally:
        writer.close()


def remove_merged_files(settings: Settings, generation: generations.Generation, beat: Beat) -> None:
    """Let the engine remove the files of segments that were merged or became empty."""
    with holding(generations.lock(settings, "write"), beat):
        writer = generation.open_writer(settings)
        writer.save()
        writer.close()


def _begin(settings: Settings, changes: list[int]) -> tuple[_Build, bool]:
    unfinished_build = _unfinished_build(settings)
    if unfinished_build is not None:
        return unfinished_build, True
    build = _Build(generations.new_generation(settings), changes=changes)
    build.volume.create(settings)
    (settings.index / _CHANGES_FILE).write_text("")
    _save(settings, build)
    return build, False


def _unfinished_build(settings: Settings) -> _Build | None:
    """Return the state of an interrupted rebuild that can be resumed, or None."""
    try:
        state = json.loads((settings.index / _STATE_FILE).read_text())
        build = _Build(**{**state, "volume": generations.Generation(**state["volume"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
    has_files = build.volume.exists(settings) and (settings.index / _CHANGES_FILE).exists()
    can_resume = has_files and generations.is_current(build.volume, settings)
    return build if can_resume and _is_sound(settings, build.volume) else None


def _save(settings: Settings, build: _Build) -> None:
    write_atomically(settings.index / _STATE_FILE, json.dumps(asdict(build)))


def _fill(
    settings: Settings,
    database: Database,
    writer: Writer,
    build: _Build,
    resumed: bool,
    progress: Progress,
) -> frozenset[str]:
    """Index all items, and return those of which the index already had newer pages."""
    refused_ids: frozenset[str] = frozenset()
    rights, names = current_rights(database), _NamesOfItems()
    with reading(database) as session:
        total = sum(pages for _, pages in counts(session).values())
    fresh = 0
    while ids := _next_ids(database, build.after):
        writer.begin(next_version(database))
        for item_id in ids:
            if resumed:
                writer.remove_item(item_id)  # the kill may have come between commit and saved state
            fresh += put_item(database, writer, item_id, rights, names)
            build = replace(build, after=item_id)
            if fresh >= _PAGES_PER_COMMIT:
                refused_ids |= writer.save()
                names.store(database)
                build, fresh = replace(build, pages=build.pages + fresh), 0
                _save(settings, build)
        names.store(database)
        progress(build.pages + fresh, total)
    refused_ids |= writer.save()
    _save(settings, replace(build, pages=build.pages + fresh))
    return refused_ids


def _next_ids(database: Database, after: str) -> list[str]:
    with reading(database) as session:
        return published_ids(session, after=after, count=200)


def _withdrawn_meanwhile(
    settings: Settings, database: Database, generation: generations.Generation
) -> set[str]:
    """Return the items of a shared index that other machines saw withdrawn during the rebuild.

    They could not remove pages that the rebuild had read before and wrote later.
    """
    if not generations.is_shared(settings):
        return set()
    reader = generation.open_reader(settings)
    try:
        item_ids = set(reader.items(Everything()))
    finally:
        reader.close()
    after = ""
    while ids := _next_ids(database, after):
        item_ids.difference_update(ids)
        after = ids[-1]
    return item_ids


def _index_again(
    settings: Settings, database: Database, writer: Writer, items: Iterable[str], beat: Beat
) -> None:
    rights, names = current_rights(database), _NamesOfItems()
    writer.begin(next_version(database))
    for item_id in sorted(items):
        if beat is not None:
            beat()
        writer.remove_item(item_id)
        put_item(database, writer, item_id, rights, names)
    writer.save()
    names.store(database)


@dataclass(slots=True)
class _NamesOfItems:
    """Names that indexed items leave open, stored for many items at once."""

    item_ids: list[str] = field(default_factory=list)
    open_names: OpenNames = field(default_factory=dict)

    def store(self, database: Database) -> None:
        """Store them, and begin anew."""
        with work(database) as session:
            put_doubts(session, self.item_ids, self.open_names)
        self.item_ids, self.open_names = [], {}


def put_item(
    database: Database, writer: Writer, item_id: str, rights: TextRights, names: _NamesOfItems
) -> int:
    """Index all pages of an item that is not in the index yet; return their number."""
    with reading(database) as session:
        place_names = PlaceNames(session)
        documents = documents_of(session, item_id, rights, place_names)
    writer.put(documents)
    names.item_ids.append(item_id)
    names.open_names |= place_names.open_names
    return len(documents)


def put_doubts(session: Session, whole_items: Iterable[str], open_names: OpenNames) -> None:
    """Replace the names that indexed pages leave open."""
    doubts.forget(session, whole_items)
    items = records(session, {item_id for item_id, _ in open_names})
    doubts.put(session, {page: names for page, names in open_names.items() if page[0] in items})
