"""Takes programs from a stick or the line, for the update that root carries out."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kit.program.problems import ProgramNotSignedError, ProgramOlderError
from kit.program.program_files import (
    MANIFEST,
    SIGNATURE,
    Program,
    copy_files,
    parse_program,
    read_signed,
    require_room,
)
from kit.program.station_machine import INCOMING
from kit.signatures import is_signed
from library.errors import LibraryError
from library.process.atomic_files import sync_folder
from library.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
"""Folder of the program that runs."""

_MAX_PROGRAMS = 20
"""Programs looked at in one folder; a stick carries one or two."""


def take_program(
    settings: Settings, folder: Path, province_key: bytes, root: Path | None = None
) -> Program | None:
    """Copy the newest program of a folder of programs, if it is newer than what is here.

    None if there is none, or if this program was not installed from a pack. Raises the problem of
    a program that is damaged or signed by somebody else, when there is no other one.
    """
    root = root or ROOT
    if not (root / MANIFEST).exists() or not folder.is_dir():
        return None
    newest = _newest(folder, province_key)
    if newest is None:
        return None
    pack, program, signed = newest
    waiting = settings.home / "station" / "program" / INCOMING
    if program.date <= max(_date(root), _date(waiting)):
        return None
    if program.revision < parse_program(read_signed(root)[0]).revision:
        raise ProgramOlderError(program.version, root.name)
    require_room(settings.home, program.total_bytes + (settings.free_mb << 20))
    _copy(pack, program, signed, waiting)
    return program


def _newest(folder: Path, province_key: bytes) -> tuple[Path, Program, tuple[bytes, bytes]] | None:
    usable, problems = [], []
    for pack in _packs(folder):
        try:
            usable.append((pack, *_signed_program(pack, province_key)))
        except LibraryError as error:
            problems.append(error)
    if not usable and problems:
        raise problems[0]
    return max(usable, key=lambda pack: pack[1].date, default=None)


def _packs(folder: Path) -> Iterator[Path]:
    packs = sorted(file.parent for file in folder.glob(f"*/{MANIFEST}"))
    yield from packs[-_MAX_PROGRAMS:]


def _signed_program(pack: Path, key: bytes) -> tuple[Program, tuple[bytes, bytes]]:
    content, signature = read_signed(pack)
    if not is_signed(key, signature, content):
        raise ProgramNotSignedError(pack.name)
    return parse_program(content), (content, signature)


def _date(folder: Path) -> str:
    try:
        return parse_program(read_signed(folder)[0]).date
    except LibraryError:
        return ""


def _copy(pack: Path, program: Program, signed: tuple[bytes, bytes], waiting: Path) -> None:
    """Copy a program beside the folder that systemd watches, then put it there in one step."""
    half, old = (waiting.parent.with_name(f"program.{name}") for name in ("half", "old"))
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    copy_files(pack, program, half)
    for name, content in zip((MANIFEST, SIGNATURE), signed, strict=True):
        (half / name).write_bytes(content)
    os.sync()
    waiting.parent.mkdir(exist_ok=True)
    shutil.rmtree(old, ignore_errors=True)
    if waiting.exists():
        waiting.rename(old)
    half.rename(waiting)
    sync_folder(waiting.parent)
    shutil.rmtree(old, ignore_errors=True)
