"""Moving a filled library to PostgreSQL, OpenSearch and a bucket, and back, killed on the way."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, update

from bench import scale_installations
from bench.form import Row, log_progress
from bench.scale_installations import Installation, kill
from bench.scale_results import Result, differences, index_differences
from bench.search import fill_installation
from library.catalogue.models import Item, PageText
from library.database import disposed_of, reading, work
from library.installation import secret_key
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.stores import derivative_store, master_store
from tests.ingest.days import catalogue_contents

_PAGES_PER_ITEM, _PAGES_PER_MASTER, _PAGES_PER_DERIVATIVE = 1, 20, 7
_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the command: what it has printed, and how far the new installation is."""

    log: Path
    start: int
    """Bytes of the log before this run."""
    new: Installation
    middle_file: str
    """Checksum of the derivative that is copied when half of them are there."""
    pages: int

    def has_printed(self, words: str) -> bool:
        """Return True if the command has printed these words."""
        return words in self.log.read_bytes()[self.start :].decode(errors="ignore")

    def has_half_of_files(self) -> bool:
        """Return True if half of the derivatives are in the new place."""
        return self.has_printed("[1/4]") and derivative_store(self.new.settings).holds(
            self.middle_file
        )

    def has_half_of_texts(self) -> bool:
        """Return True if half of the page texts, the largest table, are in the new place."""
        if not self.has_printed(" page: "):
            return False
        with disposed_of(self.new.database()) as engine, reading(engine) as session:
            count = session.scalar(select(func.count()).select_from(PageText))
        return 2 * count >= self.pages


_MOMENTS: dict[str, Callable[[_Run], bool]] = {
    "half of the files copied": _Run.has_half_of_files,
    "new database being emptied": lambda run: run.has_printed("[2/4]"),
    "half of the texts copied": _Run.has_half_of_texts,
    "rows being compared": lambda run: run.has_printed("So từng dòng"),
    "index being built": lambda run: run.has_printed("[4/4]"),
}
"""Moments of a kill: each comes later in a run than the moment before it."""


def moves(folder: Path, pages: int) -> Iterator[Row]:
    """Yield seconds of each way, with kills, and what differs from the old place.

    Every item changes between the two moves, so that the way back has to replace all of them.
    """
    home = folder / "moving"
    filled = fill_installation(home, pages, "tantivy", _PAGES_PER_ITEM)
    filled.database.dispose()  # `move` wants to be alone
    small = Installation("small", home, {"DIACHI_ENGINE": "tantivy"})
    secret_key(small.settings)
    _write_files(small.settings, pages)
    large = scale_installations.unopened(folder, "large")
    for old, new in ((small, large), (large, small)):
        name = f"moved to {new.name}"
        items, files = _contents(old), _files(old.settings)
        yield Row(f"{name}: items", len(items), "items")
        yield Row(f"{name}: files", len(files), "files")
        start = time.perf_counter()
        kills = _move(folder, old, new, pages)
        yield Row(name, time.perf_counter() - start, "s")
        yield Row(f"{name}: kills", kills, "kills", len(_MOMENTS), "higher")
        yield Row(f"{name}: items that differ", differences(items, _contents(new)), "items", 0)
        yield Row(
            f"{name}: files that differ", differences(files, _files(new.settings)), "files", 0
        )
        lacking = index_differences(new)
        yield Row(f"{name}: pages that catalogue or index lack", lacking, "pages", 0)
        _change_items(new)


def _write_files(settings: Settings, pages: int) -> None:
    """Write small masters and derivatives; every move has at least two of each."""
    for store, pages_per_file in _stores(settings, _PAGES_PER_MASTER, _PAGES_PER_DERIVATIVE):
        for number in range(pages // pages_per_file + 2):
            store.put(f"{pages_per_file} {number}".encode())


def _stores(settings: Settings, *values: object) -> Iterator[tuple[ContentStore, object]]:
    yield from zip((master_store(settings), derivative_store(settings)), values, strict=True)


def _change_items(installation: Installation) -> None:
    with disposed_of(installation.database()) as engine, work(engine) as session:
        session.execute(update(Item).values(title=Item.title + " (bản mới)"))


def _contents(installation: Installation) -> Result:
    with disposed_of(installation.database()) as engine:
        return catalogue_contents(engine)


def _files(settings: Settings) -> Result:
    """Return the stored files, each True if its content is that of its name."""
    return {
        (name, digest): store.is_sound(digest)
        for store, name in _stores(settings, "master", "derivative")
        for digest in store.digests()
    }


def _move(folder: Path, old: Installation, new: Installation, pages: int) -> int:
    """Move, killing the command at each of the moments; return the number of kills."""
    current, target = folder / "diachi.conf", folder / f"{new.name}.conf"
    for path, installation in ((current, old), (target, new)):
        path.write_text(_settings_text(installation))
        path.chmod(0o600)  # it has the keys of the bucket
    command = ("move", "--to", str(target))
    variables = {"DIACHI_SETTINGS_FILE": str(current)}
    digests = sorted(derivative_store(old.settings).digests())
    log = old.home / "move.log"
    for kills, (name, has_come) in enumerate(_MOMENTS.items()):
        start = log.stat().st_size if log.exists() else 0
        process = old.start(*command, log=log.stem, **variables)
        run = _Run(log, start, new, digests[len(digests) // 2], pages)
        while process.poll() is None and not has_come(run):
            time.sleep(_POLL_SECONDS)
        if process.poll() is not None:
            log_progress(f"{name}: the command ended with {process.returncode} before it")
            return kills
        kill(process)
        log_progress(f"killed: {name}")
    old.run(*command, **variables)
    return len(_MOMENTS)


def _settings_text(installation: Installation) -> str:
    variables = {"DIACHI_HOME": str(installation.home), **installation.variables}
    return "".join(f"{name}={value}\n" for name, value in variables.items())
