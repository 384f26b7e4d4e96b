"""Sandbox of programs that read what people submit: limits, no network, no other files."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from library.process.child import Limits, ending_with_parent, within

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""Numbers of the system calls, which are the same for all processors."""

_VERSION_FLAG, _PATH_BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38
_RIGHTS_BY_VERSION = {1: 13, 2: 14}
_RIGHTS = 15
"""Rights to files that each version of the kernel's interface knows; truncating is the last."""

_EXECUTE, _WRITE, _READ, _LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_SOCKET, _TRUNCATE = 1 << 5, 1 << 9, 1 << 14
_NEVER = 1 << 6 | 1 << 11
"""To make devices."""

_FILE_RIGHTS = _EXECUTE | _WRITE | _READ | _TRUNCATE
_ACCESS = {
    "read": _READ,
    "run": _EXECUTE | _READ | _LIST,
    "device": _READ | _WRITE,
    "socket": _MAKE_SOCKET | _REMOVE_FILE,
    "all": (1 << _RIGHTS) - 1 & ~_NEVER & ~_EXECUTE,
}


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def main(words: list[str]) -> None:
    """Become the program after `--`, by its path; it may open the places before that alone."""
    end = words.index("--")
    restrict(words[:end])
    os.execv(words[end + 1], words[end + 1 :])  # noqa: S606  (a program of this installation)


def restrict(rules: list[str]) -> None:
    """Restrict this process and those that it starts to places like `read:/usr`, for good."""
    version = _call(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    rights = (1 << _RIGHTS_BY_VERSION.get(version, _RIGHTS)) - 1
    rule_set = _call(_CREATE_RULESET, ctypes.byref(ctypes.c_uint64(rights)), 8, 0)
    for rule in rules:
        access, _, place = rule.partition(":")
        _allow(rule_set, _ACCESS[access] & rights, place)
    if ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError("no new privileges")
    _call(_RESTRICT_SELF, rule_set, 0)


def _allow(rule_set: int, access: int, place: str) -> None:
    try:
        parent = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return  # there is nothing to open
    allowed = access if os.path.isdir(place) else access & _FILE_RIGHTS  # noqa: PTH112
    rule = _PathBeneath(allowed, parent)
    _call(_ADD_RULE, rule_set, _PATH_BENEATH, ctypes.byref(rule), 0)
    os.close(parent)


def _call(*arguments: object) -> int:
    answer = ctypes.CDLL(None, use_errno=True).syscall(*arguments)
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


if __name__ == "__main__":
    main(sys.argv[1:])


_WITHOUT_NETWORK = ("unshare", "--map-current-user", "--net")
_LANDLOCK = (sys.executable, "-I", "-S", __file__)
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
