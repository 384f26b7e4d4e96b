"""Sandbox of programs that read what people submit: limits, no network, no other files."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from library.process import landlock
from library.process.child import Limits, ending_with_parent, within

_WITHOUT_NETWORK = ("unshare", "--map-current-user", "--net")
_LANDLOCK = (sys.executable, "-I", "-S", landlock.__file__)
_READABLE = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache")
_HARMLESS = "/usr/bin/true"
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
    """Return True if the kernel of this machine can restrict file access (Landlock)."""
    return _works((*_LANDLOCK, *_rules("run", _READABLE), "--"))


def _landlock_command(program: Path, source: Path, folder: Path, cage: Cage) -> tuple[str, ...]:
    """Return the prefix that allows only the program, its document and its folder."""
    return (
        *_LANDLOCK,
        *_rules("run", (*_READABLE, *cage.readable, str(program.parent.parent))),
        *_rules("read", (str(source.resolve()),)),
        *_rules("device", _DEVICES),
        *_rules("socket", (cage.socket_folder,) if cage.socket_folder else ()),
        *_rules("all", (str(folder.resolve()),)),
        "--",
    )


def _rules(access: str, places: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{access}:{place}" for place in places)


@cache
def _works(prefix: tuple[str, ...]) -> bool:
    process = subprocess.run([*prefix, _HARMLESS], capture_output=True, check=False, timeout=30)
    return process.returncode == 0
