"""Makes a program for stations at the province: its source, and wheels for their Python."""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from kit.program.problems import WheelsNotDownloadedError
from kit.program.program_files import (
    FOLDER_ON_STICK,
    MANIFEST,
    SIGNATURE,
    Program,
    ProgramFile,
    manifest_content,
    parse_program,
    read_signed,
)
from kit.signatures import is_signed, province_key, public_bytes
from library import clock, schema_version
from library.errors import LibraryError
from library.process.atomic_files import write_atomically
from library.settings import Settings

ROOT = Path(__file__).resolve().parents[2]

_FOLDERS = (
    *("app", "bin", "collections", "deploy", "docs", "ingest", "kit", "library", "points"),
    *("requirements", "scale", "search_index"),
)
_FILES = ("CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml", "setup.cfg")
_EXECUTABLE, _READABLE = 0o755, 0o644
_LEVEL = 9

PYTHONS = ("3.11", "3.13")
"""Versions of Python in Debian 12 and 13."""

_GLIBC_MINORS = range(36, 4, -1)
"""Wheels for these versions 2.x of the C library run on Debian 12."""

_PIP = "pip >=25, <27"
_DOWNLOAD_SECONDS = 3600
_VERSION_DIGITS = 8
_SHOWN_CHARACTERS = 300


def make_program(settings: Settings, stick: Path, pythons: tuple[str, ...]) -> Path:
    """Put the program that runs here on a stick, with the set-up script; return its folder."""
    shelf = stick / FOLDER_ON_STICK
    shelf.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "deploy" / "station" / "install", shelf.parent / "cai-dat")
    with tempfile.TemporaryDirectory(dir=shelf, prefix=".half-") as name:
        folder = Path(name) / "program"
        folder.mkdir()
        source = Path(name) / "source"
        write_archive(source)
        release = f"{version('diachi')}-{_digest(source)[:_VERSION_DIGITS]}"
        target = shelf / release
        if _is_made(settings, target, pythons):
            return target
        source.rename(folder / f"diachi-{release}.tar.gz")
        for python in pythons:
            _download(folder, python)
        _sign(settings, folder, release, pythons)
        shutil.rmtree(target, ignore_errors=True)
        folder.rename(target)
        os.sync()  # the stick may be pulled now
    return target


def _is_made(settings: Settings, folder: Path, pythons: tuple[str, ...]) -> bool:
    try:
        content, signature = read_signed(folder)
        program = parse_program(content)
    except LibraryError:
        return False
    return (
        program.pythons == pythons
        and is_signed(public_bytes(province_key(settings)), signature, content)
        and all((folder / file.name).is_file() for file in program.files)
        and all(_digest(folder / file.name) == file.sha256 for file in program.files)
    )


def _download(folder: Path, python: str) -> None:
    """Download the wheels that the locks of this release name; pip compares their checksums."""
    tags = [f"--platform=manylinux_2_{minor}_x86_64" for minor in _GLIBC_MINORS]
    tags += [f"--platform=manylinux{name}_x86_64" for name in ("2014", "2010", "1")]
    abis = [f"--abi={abi}" for abi in (f"cp{python.replace('.', '')}", "abi3", "none")]
    kind = ["--only-binary=:all:", "--no-deps", f"--python-version={python}", *abis, *tags]
    locks = [f"--requirement={ROOT}/requirements/{name}.txt" for name in ("build", "site")]
    for wanted in (["--require-hashes", *locks], [_PIP]):
        command = [sys.executable, "-m", "pip", "download", "--quiet", f"--dest={folder}"]
        result = subprocess.run(
            [*command, *kind, *wanted],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            timeout=_DOWNLOAD_SECONDS,
        )
        if result.returncode:
            raise WheelsNotDownloadedError(python, result.stderr.strip()[-_SHOWN_CHARACTERS:])


def _sign(settings: Settings, folder: Path, release: str, pythons: tuple[str, ...]) -> None:
    files = tuple(
        ProgramFile(file.name, file.stat().st_size, _digest(file))
        for file in sorted(folder.iterdir())
    )
    time = _next_time(settings).isoformat(timespec="seconds")
    revision = schema_version.newest_version()
    content = manifest_content(Program(release, time, revision, pythons, files))
    (folder / MANIFEST).write_bytes(content)
    (folder / SIGNATURE).write_bytes(province_key(settings).sign(content))


def _next_time(settings: Settings) -> datetime:
    """Return the time of signing, later than that of any program signed here before.

    Stations take later programs only: a clock that was ahead once must not shut them out for ever.
    """
    file, now = settings.home / "kit" / "last-program", clock.now().replace(microsecond=0)
    with suppress(FileNotFoundError, ValueError):
        now = max(now, datetime.fromisoformat(file.read_text()) + timedelta(seconds=1))
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, now.isoformat())
    return now


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


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
