"""Work folders: finished parts of a recording that is being encoded, until all of it is."""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from library.process.locks import FileLock
from library.recordings.encoding_progress import WORK_PREFIX

_KEPT_SECONDS = 14 * 86_400
"""Time for which the parts of a paused recording are kept after the last of them."""


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """The folder of one recording; a part is there whole or not at all."""

    folder: Path
    may_go_on: Callable[[], None]
    """Called before each part: raises an error if the delivery was paused."""

    def part(self, name: str, make: Callable[[Path], None]) -> Path:
        """Return a part, a file or folder that `make` writes, unless it was made before a pause."""
        place = self.folder / name
        if not place.exists():
            self.may_go_on()
            half_made = self.folder / f"half-{name}"
            try:
                make(half_made)
            except BaseException:
                _remove(half_made)  # it may be what fills the disk
                raise
            half_made.replace(place)
        return place

    def note(self, name: str, find: Callable[[], object]) -> object:
        """Return a value that JSON can hold, found before a pause or now."""
        return json.loads(
            self.part(name, lambda path: _write(path, json.dumps(find()))).read_text("utf-8")
        )


@contextmanager
def work_folder(key: str, may_go_on: Callable[[], None]) -> Iterator[WorkFolder]:
    """Yield the folder of a recording; it is emptied if all went well, else kept for the next."""
    base = Path(tempfile.gettempdir())
    lock = FileLock(base / f"{WORK_PREFIX}{key}.lock")
    lock.wait()  # another delivery may have the same file
    try:
        folder = base / f"{WORK_PREFIX}{key}"
        folder.mkdir(exist_ok=True)
        yield WorkFolder(folder, may_go_on)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def clear_old(temporary: Path) -> None:
    """Remove the folders and locks that nobody has gone on with for two weeks."""
    for place in temporary.glob(f"{WORK_PREFIX}*"):
        with suppress(FileNotFoundError):
            if time.time() - place.stat().st_mtime > _KEPT_SECONDS:
                _remove(place)


def _remove(place: Path) -> None:
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
