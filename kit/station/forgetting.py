"""Removal of what a withdrawal leaves in the files of a station beside the rows and the images.

The index keeps the words of removed pages in its parts, the database in its log; there are phone
packs, past searches, copies made before upgrades, and packs that arrive. A note, written before the
edition changes, says that this is due; it goes at the end, so that a power cut only delays it.
"""

import json
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from kit.contact import arriving_packs
from kit.phone import phone_files
from kit.station.state import served_edition
from kit.station.station_identity import station_folder
from library import clock
from library.catalogue import index_queue
from library.database import empty_write_ahead_log, reading, rewrite_file, work
from library.process.atomic_files import write_atomically
from library.process.locks import FileLock, trying
from library.settings import Settings
from library.upgrades import copies
from search_index.engines import tantivy_engine
from search_index.index import generations, rebuild_index, sync

TAKING_IN = "taking-in.lock"
"""Lock that a process holds while the edition changes."""


def ask(settings: Settings) -> None:
    """Note that something is to be forgotten; parts of the index that were noted count anew."""
    write_atomically(_note(settings), "null")


def forget(settings: Settings, engine: Engine, beat: Callable[[], None] = lambda: None) -> bool:
    """Do the next step of what is due; return True if nothing is left.

    The parts of the index that hold removed words are emptied by indexing their other items again:
    that costs less than a new index.
    """
    if not _note(settings).exists():
        return True
    with trying(FileLock(station_folder(settings) / TAKING_IN)) as is_alone:
        if not is_alone:
            return False
        with reading(engine) as session:
            phone_files.recall(settings, session, clock.today().isoformat())
            arriving_packs.remove_older(settings, served_edition(session))
        parts = None if sync.anything_due(engine) else parts_with_removed(settings)
        if parts is None or not empty_write_ahead_log(engine):
            return False
        noted_parts = json.loads(_note(settings).read_text())
        remaining = parts.keys() if noted_parts is None else parts.keys() & set(noted_parts)
        if not remaining:
            return _finish(settings, engine, beat)
        with work(engine) as session:
            for item_id in sorted(frozenset().union(*(parts[name] for name in remaining))):
                index_queue.requeue(session, item_id)
        write_atomically(_note(settings), json.dumps(sorted(remaining)))
        return False


def parts_with_removed(settings: Settings) -> dict[str, frozenset[str]] | None:
    """Return the items by part of the index with removed words; None while parts may be merged."""
    with trying(generations.lock(settings, "write")) as is_held:
        place = generations.usable_generation(settings).place(settings)
        return tantivy_engine.parts_with_removed(place) if is_held else None


def _finish(settings: Settings, engine: Engine, beat: Callable[[], None]) -> bool:
    with trying(generations.lock(settings, "rebuild")) as is_alone:
        if not is_alone:
            return False
        generation = generations.usable_generation(settings)
        rebuild_index.remove_merged_files(settings, generation, beat)
        generations.clear_old(settings, generation)
    sync.forget_hidden_searches(settings, engine, beat)
    copies.remove_old(settings, keep=0)
    rewrite_file(engine)
    is_forgotten = empty_write_ahead_log(engine)
    if is_forgotten:
        _note(settings).unlink()
    return is_forgotten


def _note(settings: Settings) -> Path:
    return station_folder(settings) / "forgetting.json"
