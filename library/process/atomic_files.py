"""Small files that a crash or a power cut leaves whole: with the old content or the new."""

import os
from pathlib import Path
from threading import get_ident


def write_atomically(path: Path, text: str, mode: int | None = None) -> None:
    """Write a small file to the disk itself in one step; with a mode, or that of a new file."""
    temporary = path.with_suffix(f".{os.getpid()}-{get_ident()}.half")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        temporary.chmod(mode)
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Write the entries of a folder to the disk itself."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
