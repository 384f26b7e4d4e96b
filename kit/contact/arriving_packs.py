"""Packs that arrive at a station over its line, a folder each until they are taken in."""

import shutil
from contextlib import suppress
from pathlib import Path

from kit.contact.problems import StationDiskFullError
from kit.models import HeldEdition
from kit.packs.pack_files import read_manifest
from kit.station.state import is_newer
from kit.station.station_identity import read_identity, station_folder
from library.errors import LibraryError
from library.settings import Settings

_MB = 1 << 20


def folder_of(settings: Settings, pack_digest: str) -> Path:
    """Return the folder of a pack, made if it is missing."""
    folder = station_folder(settings) / "line" / pack_digest
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def remove_others(settings: Settings, pack_digest: str) -> int:
    """Remove all packs but this one; return the bytes of them that came in vain."""
    folders = (station_folder(settings) / "line").glob("*")
    others_sizes = {folder: size_of(folder) for folder in folders if folder.name != pack_digest}
    for folder in others_sizes:
        shutil.rmtree(folder)
    return sum(others_sizes.values())


def remove_older(settings: Settings, held: HeldEdition | None) -> None:
    """Remove the packs that the station does not take in any more."""
    for folder in (station_folder(settings) / "line").glob("*"):
        with suppress(LibraryError):
            if is_newer(read_manifest(folder, read_identity(settings).province_key), held):
                continue
        shutil.rmtree(folder)


def size_of(folder: Path) -> int:
    """Return the bytes of a pack that have arrived."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.name.startswith("part-"))


def require_free(settings: Settings, needed_bytes: int) -> None:
    """Raise StationDiskFullError if the disk has no place for so much beside what stays free."""
    free_bytes = shutil.disk_usage(settings.home).free
    if free_bytes < needed_bytes + settings.free_mb * _MB:
        raise StationDiskFullError(free_bytes // _MB, needed_bytes // _MB)
