"""Sandbox of programs that read what people submit: limits, no network, no other files."""

import os
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from library.process.child import Limits, ending_with_parent, within

_WITHOUT_NETWORK = ("unshare", "--map-current-user", "--net")
_LANDLOCK = ("setpriv", "--no-new-privs", "--landlock-access", "fs")

_ALL_RIGHTS = (
    "read-file,write-file,read-dir,remove-dir,remove-file,make-dir,make-reg,make-sock,"
    "make-fifo,make-sym,refer,truncate"
)
_READABLE = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")


@dataclass(frozen=True, slots=True)
class Cage:
    """Limits of a program in the sandbox, and the files it may read beside its document."""

    limits: Limits
    readable: tuple[str, ...] = ()
    socket_folder: str | None = None
    """Folder where it creates its control socket."""


def sandbox_command(program: Path, source: Path, folder: Path, cage: Cage) -> tuple[str, ...]:
    """Return the command prefix for a program that reads `source` and writes into `folder`.

    A document may link to other files on this machine; none of them can be opened.
    """
    return (
        *ending_with_parent("KILL"),
        *(_WITHOUT_NETWORK if _works(_WITHOUT_NETWORK) else ()),
        *within(cage.limits),
        *(_landlock_command(program, source, folder, cage) if can_restrict_files() else ()),
    )


def run(
    command: Iterable[str],
    folder: Path,
    seconds: float,
    output: IO[bytes] | int = subprocess.DEVNULL,
    errors: IO[bytes] | int = subprocess.DEVNULL,
) -> int:
    """Run a command in a process group that ends with this call, at home in `folder`.

    Returns its exit code; raises subprocess.TimeoutExpired.
    """
    home = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"}
    with subprocess.Popen(
        [*command],
        env=home | {"MALLOC_ARENA_MAX": "2"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(seconds)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def can_restrict_files() -> bool:
    """Return True if this machine can restrict file access (Landlock, util-linux 2.40)."""
    return _works(_LANDLOCK + _read_rules(_READABLE))


def _landlock_command(program: Path, source: Path, folder: Path, cage: Cage) -> tuple[str, ...]:
    """Return the prefix that allows only the program, its document and its folder."""
    installation = str(program.parent.parent)
    return (
        *_LANDLOCK,
        *_read_rules((*_READABLE, *cage.readable, installation)),
        *_rules("read-file", (str(source.resolve()),)),
        *_rules("read-file,write-file", _DEVICES),
        *_rules("make-sock,remove-file", (cage.socket_folder,) if cage.socket_folder else ()),
        *_rules(_ALL_RIGHTS, (str(folder.resolve()),)),
    )


def _read_rules(places: Iterable[str]) -> tuple[str, ...]:
    return (
        *_rules("execute,read-file,read-dir", filter(_is_folder, places)),
        *_rules("execute,read-file", (place for place in places if not _is_folder(place))),
    )


def _rules(access: str, places: Iterable[str]) -> tuple[str, ...]:
    existing = (place for place in places if Path(place).exists())
    option = ("--landlock-rule", f"path-beneath:{access}:")
    return tuple(part for place in existing for part in (option[0], option[1] + place))


def _is_folder(place: str) -> bool:
    return Path(place).is_dir()


@cache
def _works(prefix: tuple[str, ...]) -> bool:
    process = subprocess.run([*prefix, "true"], capture_output=True, check=False, timeout=30)
    return process.returncode == 0
