"""Footprint of an installation: files, tables, write-ahead log, index segments, memory."""

import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, func, select

from library.database import Base, reading
from library.settings import Settings

_MB = 1 << 20
_KILOBYTES_PER_MB = 1024
_FOLDERS = ("masters", "derivatives", "index", "uploads", "profiles", "cache", "tmp")
_RESTIC_CACHE = "restic-cache"
"""Folder in tmp/ that is measured by itself."""


Footprint = dict[str, float]
"""Measurements by name; the unit is the last word of the name."""


def measure(settings: Settings, database: Engine, processes: dict[str, int]) -> Footprint:
    """Measure an installation, and processes by name and number with all their children."""
    return {
        **dict(_folders(settings)),
        **dict(_tables(database)),
        **{
            f"{name}: {measurement}": value
            for name, number in processes.items()
            for measurement, value in process_memory(number).items()
        },
    }


def _folders(settings: Settings) -> Iterator[tuple[str, float]]:
    for name in (*_FOLDERS, f"tmp/{_RESTIC_CACHE}"):
        paths = (settings.home / name).rglob("*")
        files = [
            path
            for path in paths
            if path.is_file() and (name != "tmp" or _RESTIC_CACHE not in path.parts)
        ]
        yield f"{name} files", len(files)
        yield f"{name} MB", sum(_size(path) for path in files) / _MB
    single_files = [path for path in settings.home.iterdir() if path.is_file()]
    yield "other files", len(single_files)
    yield "logs MB", sum(_size(path) for path in single_files if path.suffix == ".log") / _MB
    yield "database MB", _size(settings.home / "diachi.sqlite") / _MB
    yield "WAL MB", _size(settings.home / "diachi.sqlite-wal") / _MB
    metas = list(settings.index.glob("*/meta.json"))
    yield "generations of the index", len(metas)
    yield "segments of the index", max((_segments(meta) for meta in metas), default=0)


def _segments(meta: Path) -> int:
    return len(json.loads(meta.read_text())["segments"])


def _tables(database: Engine) -> Iterator[tuple[str, float]]:
    with reading(database) as session:
        for table in Base.metadata.sorted_tables:
            count = session.scalar(select(func.count()).select_from(table))
            yield f"{table.name} rows", count or 0


def process_memory(number: int) -> dict[str, float]:
    """Return the memory of a process, of its children, and its open files and threads."""
    own, children = _fields(number), [_fields(child) for child in _descendants(number)]
    if not own:
        return {}
    return {
        "RSS MB": own["Rss"],
        "PSS MB": own["Pss"],
        "own memory MB": own["Anonymous"],
        "children PSS MB": sum(child.get("Pss", 0) for child in children),
        "children": len(children),
        "open files": len(list(Path(f"/proc/{number}/fd").iterdir())),
        "threads": len(list(Path(f"/proc/{number}/task").iterdir())),
    }


def _fields(number: int) -> Footprint:
    """Return the memory of a process in MB by kind; nothing if it has ended."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    words = (line.split() for line in lines)
    return {name.rstrip(":"): int(value) / _KILOBYTES_PER_MB for name, value, *_ in words}


def _descendants(number: int) -> list[int]:
    found_numbers = [number]
    for parent in found_numbers:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found_numbers.extend(map(int, children.read_text().split()))
            except OSError:  # the thread has ended
                continue
    return found_numbers[1:]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # removed meanwhile
        return 0
