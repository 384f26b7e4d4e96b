"""Starts a program that may open only the named files, on Linux from 5.13 on (Landlock).

It is run by its path and imports nothing of this project: `python landlock.py ACCESS:PATH … --
PROGRAM …`. setpriv of util-linux does the same from 2.40 on, which Debian 12 lacks.
Source: Linux, Documentation/userspace-api/landlock.rst.
"""

import ctypes
import os
import sys

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
