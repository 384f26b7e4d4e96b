"""The source of the program as one archive: the same source gives the same bytes."""

import gzip
import tarfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FOLDERS = (
    *("app", "bin", "collections", "deploy", "docs", "ingest", "kit", "library", "points"),
    *("requirements", "scale", "search_index"),
)
_FILES = ("CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml", "setup.cfg")
_EXECUTABLE, _READABLE = 0o755, 0o644
_LEVEL = 9


def write_archive(target: Path) -> None:
    """Write the source that runs here, without what running it left behind."""
    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(_source_files()):
            archive.add(path, path.relative_to(ROOT).as_posix(), filter=_without_circumstances)


def _source_files() -> Iterator[Path]:
    yield from (ROOT / name for name in _FILES)
    for name in _FOLDERS:
        for path in (ROOT / name).rglob("*"):
            if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts:
                yield path


def _without_circumstances(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mode = _EXECUTABLE if entry.mode & 0o100 else _READABLE
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry
