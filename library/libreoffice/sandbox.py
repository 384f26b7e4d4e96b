"""Shuts LibreOffice in: it dies with us, keeps within limits, and sees no network and no files."""

import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SECONDS = 120
"""A thousand pages take about half of it."""

_MEMORY = 4 << 30
_LARGEST_FILE = 2 << 30
_MOST_FILES = 512
_LIMITS = (
    "prlimit",
    *(f"--as={_MEMORY}", f"--cpu={SECONDS}", f"--fsize={_LARGEST_FILE}"),
    *(f"--nofile={_MOST_FILES}", "--core=0"),
)
_ALONE = ("unshare", "--map-current-user", "--net")
_WITH_US = ("setpriv", "--pdeathsig", "KILL")
_BEHIND_WALLS = ("setpriv", "--no-new-privs", "--landlock-access", "fs")

_EVERYTHING = (
    "read-file,write-file,read-dir,remove-dir,remove-file,make-dir,make-reg,make-sock,"
    "make-fifo,make-sym,refer,truncate"
)
_TO_READ = (
    *("/usr", "/lib", "/lib64", "/etc/fonts", "/etc/libreoffice", "/var/cache/fontconfig"),
    *("/var/spool/libreoffice", "/etc/ld.so.cache", "/etc/passwd", "/etc/nsswitch.conf"),
)
_FOR_A_SOCKET = "/tmp"  # noqa: S108  (where LibreOffice puts the one by which it is spoken to)
_TO_USE = ("/dev/null", "/dev/zero", "/dev/urandom")


def cage(program: Path, source: Path, folder: Path) -> tuple[str, ...]:
    """Return what stands before a command that reads `source` and writes into `folder`.

    A document may name other files of this machine, to be shown in it: none of them opens.
    """
    return (
        *_WITH_US,
        *(_ALONE if _works(_ALONE) else ()),
        *_LIMITS,
        *(_walls(program, source, folder) if _works(_BEHIND_WALLS + _open_to(_TO_READ)) else ()),
    )


def shuts_files_out() -> bool:
    """Say whether this machine can keep a program from files (Landlock, util-linux 2.40)."""
    return _works(_BEHIND_WALLS + _open_to(_TO_READ))


def _walls(program: Path, source: Path, folder: Path) -> tuple[str, ...]:
    """Return a command that opens nothing but the program, its document and its folder."""
    installed = str(program.parent.parent)
    return (
        *_BEHIND_WALLS,
        *_open_to((*_TO_READ, installed)),
        *_rules("read-file", (str(source.resolve()),)),
        *_rules("read-file,write-file", _TO_USE),
        *_rules("make-sock,remove-file", (_FOR_A_SOCKET,)),
        *_rules(_EVERYTHING, (str(folder.resolve()),)),
    )


def _open_to(places: Iterable[str]) -> tuple[str, ...]:
    return (
        *_rules("execute,read-file,read-dir", filter(_is_folder, places)),
        *_rules("execute,read-file", (place for place in places if not _is_folder(place))),
    )


def _rules(allowed: str, places: Iterable[str]) -> tuple[str, ...]:
    there = (place for place in places if Path(place).exists())
    told = ("--landlock-rule", f"path-beneath:{allowed}:")
    return tuple(part for place in there for part in (told[0], told[1] + place))


def _is_folder(place: str) -> bool:
    return Path(place).is_dir()


@cache
def _works(before: tuple[str, ...]) -> bool:
    done = subprocess.run([*before, "true"], capture_output=True, check=False, timeout=30)
    return done.returncode == 0
