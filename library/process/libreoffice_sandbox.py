"""Sandbox for LibreOffice and others: resource limits, no network, no other files."""

import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from library.process.child import Limits, ending_with_parent, within

TIMEOUT_SECONDS = 120
"""A thousand pages take about half of this."""

_LIMITS = {"as": 4 << 30, "cpu": TIMEOUT_SECONDS, "fsize": 2 << 30, "nofile": 512}
_WITHOUT_NETWORK = ("unshare", "--map-current-user", "--net")
_LANDLOCK = ("setpriv", "--no-new-privs", "--landlock-access", "fs")

_ALL_RIGHTS = (
    "read-file,write-file,read-dir,remove-dir,remove-file,make-dir,make-reg,make-sock,"
    "make-fifo,make-sym,refer,truncate"
)
_READABLE = (
    *("/usr", "/lib", "/lib64", "/etc/fonts", "/etc/libreoffice", "/var/cache/fontconfig"),
    *("/var/spool/libreoffice", "/etc/ld.so.cache", "/etc/passwd", "/etc/nsswitch.conf"),
)
_SOCKET_FOLDER = "/tmp"  # noqa: S108  (where LibreOffice creates its control socket)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")


def sandbox_command(
    program: Path, source: Path, folder: Path, limits: Limits = _LIMITS
) -> tuple[str, ...]:
    """Return the command prefix for a program that reads `source` and writes into `folder`.

    A document may link to other files on this machine; none of them can be opened.
    """
    return (
        *ending_with_parent("KILL"),
        *(_WITHOUT_NETWORK if _works(_WITHOUT_NETWORK) else ()),
        *within(limits),
        *(
            _landlock_command(program, source, folder)
            if _works(_LANDLOCK + _read_rules(_READABLE))
            else ()
        ),
    )


def can_restrict_files() -> bool:
    """Return True if this machine can restrict file access (Landlock, util-linux 2.40)."""
    return _works(_LANDLOCK + _read_rules(_READABLE))


def _landlock_command(program: Path, source: Path, folder: Path) -> tuple[str, ...]:
    """Return the prefix that allows only the program, its document and its folder."""
    installation = str(program.parent.parent)
    return (
        *_LANDLOCK,
        *_read_rules((*_READABLE, installation)),
        *_rules("read-file", (str(source.resolve()),)),
        *_rules("read-file,write-file", _DEVICES),
        *_rules("make-sock,remove-file", (_SOCKET_FOLDER,)),
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
