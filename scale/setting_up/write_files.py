"""Writing the files of a machine: only those that differ, with a copy of what they replace."""

import difflib
import hashlib
import json
import shutil
import stat
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from library.process.atomic_files import write_atomically
from scale.setting_up.description import PROGRAM_ROLES
from scale.setting_up.machine_files import PlannedCommand, PlannedFile
from scale.setting_up.problems import CommandFailedError

_COPIES = "var/backups/diachi-setup"
_FINISHED_ROLES = "etc/diachi/setup.json"
_TIMEOUT_SECONDS = 900
_OUTPUT_LINES = 5
_UMASK = 0o022
"""File mode mask of the commands: other accounts may run the programs that they install."""


def differing(files: Iterable[PlannedFile], root: Path) -> list[PlannedFile]:
    """Return the files that are missing under a root, or are not as planned."""
    return [file for file in files if not _is_as_planned(file, _place(file, root))]


def differences(file: PlannedFile, root: Path) -> Iterator[str]:
    """Yield the lines that change in an existing file; of a private one, names of settings."""
    place = _place(file, root)
    if not place.exists() or file.text.startswith("-----BEGIN"):
        return
    old, new = place.read_text(errors="replace").splitlines(), file.text.splitlines()
    for line in list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]:
        name, equals, _ = line.partition("=")
        if not file.is_private and not line.startswith("@@"):
            yield line
        elif file.is_private and equals and line[1:].startswith("DIACHI_"):
            yield f"{name}=…"


def write(files: Iterable[PlannedFile], root: Path, now: datetime) -> Path:
    """Write files under a root; return the folder of copies of the files that were replaced."""
    copies = root / _COPIES / f"{now:%Y%m%d-%H%M%S}"
    for file in files:
        place = _place(file, root)
        if place.exists():
            copy = copies / file.path.lstrip("/")
            _make_folder(copies, 0o700)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place, copy)
            copy.chmod(0o600)
        _make_folder(place.parent, 0o755)
        write_atomically(place, file.text, file.mode)
    return copies


def unfinished_roles(
    files: Iterable[PlannedFile], commands: Iterable[PlannedCommand], root: Path
) -> set[str]:
    """Return the roles whose commands have not run since their files or commands changed.

    The services of the site and of the pipeline read the settings of the program at their start.
    """
    finished = _finished(root)
    digests = _digests(files, commands)
    unfinished = {role for role, digest in digests.items() if finished.get(role) != digest}
    readers = digests.keys() & set(PROGRAM_ROLES)
    return unfinished | readers if "program" in unfinished else unfinished


def former_roles(
    files: Iterable[PlannedFile], commands: Iterable[PlannedCommand], root: Path
) -> list[str]:
    """Return the roles that the machine had when it was last set up, and has no longer."""
    return sorted(_finished(root).keys() - _digests(files, commands).keys())


def remember_finished(
    files: Iterable[PlannedFile], commands: Iterable[PlannedCommand], root: Path
) -> None:
    """Write down that the commands of all roles have run."""
    place = root / _FINISHED_ROLES
    write_atomically(place, json.dumps(_digests(files, commands)), 0o600)


def run(command: PlannedCommand) -> None:
    """Run a command; raise CommandFailedError with the end of its output."""
    shown = " ".join(command.words)
    try:
        subprocess.run(
            command.words,
            input=command.input,
            timeout=_TIMEOUT_SECONDS,
            umask=_UMASK,
            **{"text": True, "check": True, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT},
        )
    except subprocess.CalledProcessError as error:
        if command.accepts and command.accepts in error.stdout:
            return
        end = "\n".join(error.stdout.strip().splitlines()[-_OUTPUT_LINES:])
        raise CommandFailedError(shown, end or f"mã {error.returncode}") from error
    except subprocess.TimeoutExpired as error:
        raise CommandFailedError(shown, f"quá {_TIMEOUT_SECONDS} giây") from error
    except OSError as error:
        raise CommandFailedError(shown, error.strerror) from error


def _make_folder(folder: Path, mode: int) -> None:
    """Make a folder and those above it that are missing, with a mode whatever the umask."""
    for missing in [f for f in reversed((folder, *folder.parents)) if not f.exists()]:
        missing.mkdir()
        missing.chmod(mode)


def _place(file: PlannedFile, root: Path) -> Path:
    return root / file.path.lstrip("/")


def _is_as_planned(file: PlannedFile, place: Path) -> bool:
    if not place.exists():
        return False
    if file.only_if_missing:
        return True
    is_same_mode = stat.S_IMODE(place.stat().st_mode) == file.mode
    return is_same_mode and place.read_text(errors="replace") == file.text


def _finished(root: Path) -> dict[str, str]:
    place = root / _FINISHED_ROLES
    return json.loads(place.read_text()) if place.exists() else {}


def _digests(files: Iterable[PlannedFile], commands: Iterable[PlannedCommand]) -> dict[str, str]:
    """Return a digest of the files and commands of each role."""
    parts: dict[str, list[object]] = {}
    for part in (*files, *commands):
        parts.setdefault(part.role, []).append(asdict(part))
    return {
        role: hashlib.sha256(json.dumps(rows).encode()).hexdigest() for role, rows in parts.items()
    }
