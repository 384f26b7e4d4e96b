"""Files of the agent: its folders, atomic writing, one running instance, and its log."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

ON_WINDOWS = os.name == "nt"
if ON_WINDOWS:
    import msvcrt
else:
    import fcntl

LAUNCHER = "khoi-dong.py"
MAX_LOG_BYTES = 256 << 10
"""Size at which the log begins a new file; the one before it is kept."""


class UsageError(ValueError):
    """A command that can't be carried out as typed; the sentence is for the person who typed."""


def default_home() -> Path:
    """Return the folder of the installed agent."""
    if ON_WINDOWS:
        folder = os.path.expandvars(r"%ProgramW6432%")  # for a 32-bit Python on 64-bit Windows
        if "%" in folder:
            folder = os.path.expandvars(r"%ProgramFiles%")
        return Path(folder) / "DiaChiTroLy"
    return Path("/var/lib/diachi-tro-ly")


def home_of(values: dict) -> Path:
    """Return the folder of the agent: the one typed, else that of an installation."""
    return Path(values["--nha"]) if "--nha" in values else default_home()


def data_folder(home: Path) -> Path:
    """Return the folder of the token, the queue and the log; patrons can't read it."""
    return home / "du-lieu"


def update_folder(home: Path) -> Path:
    """Return the folder of downloaded programs; everybody may read it, patrons can't write."""
    return home / "cap-nhat"


def read_json(file: Path) -> object:
    """Return the content of a file, or None if it is missing or damaged."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_atomically(file: Path, content: bytes, mode: int = 0o600) -> None:
    """Replace a file as a whole, so that a power cut leaves the old or the new one."""
    temporary = file.with_name(file.name + ".moi")
    temporary.unlink(missing_ok=True)  # never write through a link that somebody put there
    with open(
        str(temporary), "xb", opener=lambda path, flags: os.open(path, flags, mode)
    ) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.chmod(mode)
    temporary.replace(file)


def write_json(file: Path, content: object, mode: int = 0o600) -> None:
    """Replace a file by JSON as a whole."""
    write_atomically(file, json.dumps(content).encode(), mode)


def lock_single_instance(data: Path) -> object:
    """Lock a file while this process lives; raise OSError if another process has it."""
    file = (data / "dang-chay").open("a+b")
    try:
        if ON_WINDOWS:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise
    return file


class Log:
    """Log of the agent: what it did, never what readers did; two small files."""

    def __init__(self, data: Path) -> None:
        self.file, self.last = data / "nhat-ky.txt", ""

    def write(self, sentence: str) -> None:
        """Add a line, unless it repeats the one before; a log that can't be written is no error."""
        if sentence == self.last:
            return
        self.last = sentence
        try:
            if self.file.exists() and self.file.stat().st_size > MAX_LOG_BYTES:
                self.file.replace(self.file.with_name("nhat-ky.cu.txt"))
            with self.file.open("a", encoding="utf-8") as file:
                file.write(time.strftime("%Y-%m-%d %H:%M:%S ") + sentence + "\n")
        except OSError:
            return
